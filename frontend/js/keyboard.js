// j k Enter e s u U x on rows; g and a letter to a screen; c, n, /, ?. The board's own are in board-keys.js.
import { openPalette } from "./palette.js";
import { showShortcuts } from "./menus.js";
import { ticked, toggle } from "./ticks.js";
import { redoLast, undoLast } from "./toasts.js";

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
  const many = ticked().length ? document.querySelector(`[data-bulk-key="${key}"]`) : null;
  if (many) {
    many.click();
    return;
  }
  const row = current() ?? rows()[0];
  const button = row?.querySelector(`button[data-key="${key}"]`);
  if (!button) return;
  const next = row.nextElementSibling ?? row.previousElementSibling;
  button.click();
  if (next?.matches("[data-row]")) select(next);
}

function tick() {
  toggle(current() ?? document.activeElement?.closest?.("[data-row]") ?? rows()[0]);
}

function comment() {
  const box = document.querySelector("[data-key-comment]");
  box?.focus();
  box?.scrollIntoView({ block: "center" });
}

// What is new here: the page's own way (data-key-new), else a new case.
function begin() {
  const link = document.querySelector("a[data-key-new]");
  location.assign(link?.href ?? "/cases/new/");
}

function find() {
  const box = document.querySelector("[data-find]");
  if (box?.offsetParent) box.focus();
  else openPalette();
}

// The second letter after g: the menu says which screen has which.
let going = 0;

function go(key) {
  const link = document.querySelector(`[data-key-go="${CSS.escape(key)}"]`);
  going = 0;
  if (link) location.assign(link.href);
  return Boolean(link);
}

const actions = {
  x: tick,
  c: comment,
  n: begin,
  "/": find,
  g: () => { going = Date.now(); },
  j: () => move(1),
  k: () => move(-1),
  e: () => press("e"),
  s: () => press("s"),
  u: undoLast,
  U: redoLast,
  "?": showShortcuts,
};

function onKey(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key === "Enter") {
    const open = document.activeElement === document.body && current()?.querySelector("[data-open]");
    if (open) open.click();
    return;
  }
  if (going && Date.now() - going < 1500 && go(event.key)) return event.preventDefault();
  going = 0;
  const action = actions[event.key];
  if (!action) return;
  event.preventDefault();
  action();
}

export function startKeyboard() {
  document.addEventListener("senro:press", (event) => press(event.detail));
  document.addEventListener("keydown", onKey);
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest?.("[data-rows] [data-row]");
    if (row && row !== current() && current()) select(null);
  });
}
