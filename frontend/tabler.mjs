// Keeps of Tabler only the parts DESIGN.md takes from it; its utilities carry
// `!important`, which would win over our own parts from an earlier layer.
import postcss from "postcss";

const PARTS = /^(btn|form|input|dropdown|toast|tooltip|pagination|page|col-form|was-validated|is-valid|is-invalid|valid|invalid|active|disabled|show|visually-hidden)(-|$)/;
const NOT = /^(btn-(?!primary|outline|secondary|danger|close|group|icon|link|sm|lg|check|list)|page-(?!link|item)|form-(imagecheck|colorinput|selectgroup|fieldset|footer))/;

function classesOf(selector) {
  return [...selector.matchAll(/\.(-?[_a-zA-Z][\w-]*)/g)].map((found) => found[1]);
}

function wanted(selector) {
  const classes = classesOf(selector);
  return classes.every((name) => PARTS.test(name) && !NOT.test(name));
}

export function keepWhatWeUse(css) {
  const root = postcss.parse(css);
  root.walkRules((rule) => {
    if (rule.parent?.type === "atrule" && /keyframes/.test(rule.parent.name)) return;
    const kept = rule.selectors.filter(wanted);
    if (kept.length === 0) rule.remove();
    else rule.selectors = kept;
  });
  root.walkAtRules(/keyframes|font-face/, (rule) => rule.remove());
  root.walkComments((comment) => comment.remove());
  root.walkAtRules((rule) => { if (rule.nodes && rule.nodes.length === 0) rule.remove(); });
  return root.toString();
}
