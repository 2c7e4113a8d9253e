// A refused card: the panel opens over the gate and takes focus; Esc gives it back to the card.
import { announce, word } from "./words.js";

let refused = null;
const host = () => document.querySelector("[data-gate-host]");

export function refuse(card, html, gate) {
  closePanel(false);
  const parts = document.createElement("template");
  parts.innerHTML = html;
  const panel = parts.content.querySelector("[data-gate-panel]");
  if (!panel || !host()) return;
  refused = card;
  card.classList.add("sn-refused");
  host().replaceChildren(panel);
  window.htmx?.process(panel);
  position(gate);
  announce(word("refused"));
  panel.focus();
}

function position(gate) {
  const box = host();
  const phone = matchMedia("(max-width: 767.98px)").matches;
  box.style.left = box.style.top = "";
  if (phone) return;
  const at = gate.getBoundingClientRect();
  const wide = box.offsetWidth || 384;
  const tall = box.offsetHeight || 360;
  box.style.left = `${Math.max(16, Math.min(at.left + 24, innerWidth - wide - 16))}px`;
  box.style.top = `${Math.max(64, Math.min(at.top + 84, innerHeight - tall - 16))}px`;
}

export function closePanel(giveBack = true) {
  if (!host() || host().childElementCount === 0) return false;
  host().replaceChildren();
  const card = refused;
  refused = null;
  card?.classList.remove("sn-refused");
  if (giveBack) card?.querySelector("a")?.focus();
  return true;
}

document.addEventListener("click", (event) => {
  const close = event.target.closest("[data-gate-host] [data-gate-close]");
  if (!close) return;
  event.preventDefault();
  closePanel();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && closePanel()) event.preventDefault();
});
