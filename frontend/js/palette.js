// Ctrl/⌘ K: find or do something. A combobox over a listbox that the server fills.
import { asFragment } from "./ask.js";
import { announce, token } from "./words.js";

const dialog = () => document.getElementById("palette");
const input = () => dialog().querySelector("input");
const rows = () => document.getElementById("palette-rows");
const options = () => [...rows().querySelectorAll('[role="option"]')];
const chosen = () => rows().querySelector('[aria-selected="true"]');

let asked = 0;
let timer = 0;

export function openPalette(text = "") {
  const box = dialog();
  if (!box) return false;
  if (!box.open) box.showModal();
  input().value = text;
  input().focus();
  ask();
  return true;
}

async function ask() {
  const mine = ++asked;
  rows().classList.add("stale");
  const query = new URLSearchParams({ q: input().value, path: location.pathname });
  const answer = await asFragment(`${dialog().dataset.rowsFrom}?${query}`);
  if (mine !== asked) return;
  rows().classList.remove("stale");
  if (!answer) return;
  rows().innerHTML = await answer.text();
  rows().scrollTop = 0;
  mark(options()[0]);
}

function mark(row) {
  chosen()?.setAttribute("aria-selected", "false");
  if (!row) return input().removeAttribute("aria-activedescendant");
  row.setAttribute("aria-selected", "true");
  input().setAttribute("aria-activedescendant", row.id);
  row.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const list = options();
  if (list.length === 0) return;
  const at = list.indexOf(chosen());
  mark(list[(at + by + list.length) % list.length]);
}

function send(row) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = row.dataset.post;
  const next = location.pathname + location.search;
  for (const [name, value] of Object.entries({ csrfmiddlewaretoken: token(), next, [row.dataset.name]: row.dataset.value })) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = value;
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}

function run(row, event) {
  if (!row) return;
  if (row.dataset.post) send(row);
  else if (row.dataset.press) {
    dialog().close();
    document.dispatchEvent(new CustomEvent("senro:press", { detail: row.dataset.press }));
  } else if (event?.ctrlKey || event?.metaKey) window.open(row.href, "_blank", "noopener");
  else follow(row);
}

function follow(row) {
  const to = new URL(row.href);
  const same = to.pathname === location.pathname && to.search === location.search && to.hash;
  dialog().close();
  location.assign(row.href);
  if (same) focusOn(to.hash);
}

function focusOn(hash) {
  const place = document.getElementById(hash.slice(1));
  place?.focus();
  place?.scrollIntoView({ block: "center" });
}

function onKey(event) {
  const does = {
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    PageDown: () => step(6),
    PageUp: () => step(-6),
    Enter: () => run(chosen(), event),
  }[event.key];
  if (!does || event.isComposing) return;
  event.preventDefault();
  does();
}

// The page says what is looked at, once it was really shown.
function visit() {
  const what = document.querySelector("[data-visit]")?.dataset.visit;
  if (!what) return;
  const send = () => fetch(`/visits/${what}/`, { method: "POST", headers: { "X-CSRFToken": token() }, keepalive: true }).catch(() => null);
  if (document.visibilityState === "visible") setTimeout(send, 600);
}

export function startPalette() {
  visit();
  if (location.hash === "#note-text") focusOn(location.hash);
  const box = dialog();
  if (!box) return;
  box.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 90); });
  box.addEventListener("keydown", onKey);
  box.addEventListener("submit", (event) => { event.preventDefault(); });
  box.addEventListener("close", () => announce(""));
  box.addEventListener("click", (event) => {
    if (event.target === box || event.target.closest("[data-palette-close]")) return box.close();
    const row = event.target.closest('[role="option"]');
    if (!row || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    run(row, event);
  });
}
