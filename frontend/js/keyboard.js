// j k Enter e s u ? Esc on lists of rows. The board has its own keys in board-keys.js.
import { showShortcuts } from "./menus.js";
import { undoLast } from "./toasts.js";

const typing = (target) => target.closest?.("input, textarea, select, [contenteditable], dialog");
const rows = () => [...document.querySelectorAll("[data-rows] [data-row]")];
const current = () => document.querySelector('[data-row][aria-current="true"]');

function select(row) {
  current()?.removeAttribute("aria-current");
  if (!row) return;
  row.setAttribute("aria-current", "true");
  row.scrollIntoView({ block: "nearest" });
  row.querySelector("[data-open]")?.focus({ preventScroll: true });
}

function move(by) {
  const list = rows();
  const at = list.indexOf(current() ?? document.activeElement?.closest?.("[data-row]"));
  select(list[Math.max(0, Math.min(list.length - 1, at < 0 ? 0 : at + by))]);
}

function press(key) {
  const row = current() ?? rows()[0];
  const form = row?.querySelector(`form[data-key="${key}"]`);
  if (!form) return;
  const next = row.nextElementSibling ?? row.previousElementSibling;
  form.requestSubmit();
  if (next?.matches("[data-row]")) select(next);
}

const actions = {
  j: () => move(1),
  k: () => move(-1),
  e: () => press("e"),
  s: () => press("s"),
  u: undoLast,
  "?": showShortcuts,
};

function onKey(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key === "Enter") {
    const open = document.activeElement === document.body && current()?.querySelector("[data-open]");
    if (open) open.click();
    return;
  }
  const action = actions[event.key];
  if (!action) return;
  event.preventDefault();
  action();
}

export function startKeyboard() {
  document.addEventListener("keydown", onKey);
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest?.("[data-rows] [data-row]");
    if (row && row !== current() && current()) select(null);
  });
}
