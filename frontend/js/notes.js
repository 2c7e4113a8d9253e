// Notes: @ offers colleagues; files are dropped on the form or pasted into it; Ctrl Enter sends.
import { announce } from "./words.js";

let asked = 0;
let at = -1;

const listOf = (box) => box.form.querySelector('[role="listbox"]');
const options = (box) => [...listOf(box).children];

function close(box) {
  asked += 1;
  at = -1;
  listOf(box).hidden = true;
  box.removeAttribute("aria-activedescendant");
}

// What stands between the last @ and the caret, or null.
function begun(box) {
  const before = box.value.slice(0, box.selectionStart);
  const found = /(?:^|[^A-Za-z0-9])[@＠]([^\n@＠]{0,30})$/.exec(before);
  return found ? found[1] : null;
}

async function ask(box) {
  const text = begun(box);
  if (text === null || /\s{2}/.test(text)) return close(box);
  const mine = ++asked;
  const answer = await fetch(`${box.form.dataset.people}?q=${encodeURIComponent(text)}`).catch(() => null);
  if (!answer?.ok || mine !== asked) return;
  show(box, (await answer.json()).items);
}

function show(box, items) {
  const list = listOf(box);
  list.replaceChildren(...items.map(option));
  list.hidden = items.length === 0;
  if (items.length) mark(box, 0);
}

function option(item, place) {
  const row = document.createElement("li");
  row.id = `note-person-${place}`;
  row.setAttribute("role", "option");
  row.dataset.insert = item.insert;
  const name = document.createElement("b");
  name.textContent = item.name || item.email;
  const mail = document.createElement("small");
  mail.textContent = item.email;
  row.append(name, mail);
  return row;
}

function mark(box, place) {
  const list = options(box);
  at = (place + list.length) % list.length;
  list.forEach((row, index) => row.setAttribute("aria-selected", String(index === at)));
  box.setAttribute("aria-activedescendant", list[at].id);
}

function take(box, row) {
  const before = box.value.slice(0, box.selectionStart);
  const start = before.length - begun(box).length;
  box.setRangeText(`${row.dataset.insert} `, start, box.selectionStart, "end");
  close(box);
  box.focus();
}

function onKey(event) {
  const box = event.target;
  if (!box.matches?.("[data-note-text]")) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    box.form.requestSubmit();
  } else if (!listOf(box).hidden) choose(box, event);
}

function choose(box, event) {
  const does = {
    ArrowDown: () => mark(box, at + 1),
    ArrowUp: () => mark(box, at - 1),
    Enter: () => take(box, options(box)[at]),
    Tab: () => take(box, options(box)[at]),
    Escape: () => close(box),
  }[event.key];
  if (!does || event.isComposing) return;
  event.preventDefault();
  event.stopPropagation();
  does();
}

function chosen(form) {
  const names = [...form.querySelector("[data-note-files]").files].map((file) => file.name).join(", ");
  form.querySelector("[data-note-chosen]").textContent = names;
}

function add(form, files) {
  const input = form.querySelector("[data-note-files]");
  const all = new DataTransfer();
  for (const file of [...input.files, ...files]) all.items.add(file);
  input.files = all.files;
  chosen(form);
  announce(form.querySelector("[data-note-chosen]").textContent);
}

function dragged(event) {
  const form = event.target.closest?.("[data-note-form]");
  if (!form || !event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  form.classList.toggle("over", event.type === "dragover");
  if (event.type === "drop") add(form, event.dataTransfer.files);
}

function pasted(event) {
  const form = event.target.closest?.("[data-note-form]");
  const files = [...(event.clipboardData?.files ?? [])];
  if (!form || files.length === 0) return;
  event.preventDefault();
  add(form, files);
}

export function startNotes() {
  document.addEventListener("keydown", onKey, true);
  document.addEventListener("input", (event) => { if (event.target.matches?.("[data-note-text]")) ask(event.target); });
  document.addEventListener("change", (event) => { if (event.target.matches?.("[data-note-files]")) chosen(event.target.form); });
  document.addEventListener("mousedown", (event) => {
    const row = event.target.closest?.(".sn-at-list li");
    if (!row) return;
    event.preventDefault();
    take(row.closest("form").querySelector("[data-note-text]"), row);
  });
  document.addEventListener("focusout", (event) => { if (event.target.matches?.("[data-note-text]")) close(event.target); });
  for (const kind of ["dragover", "dragleave", "drop"]) document.addEventListener(kind, dragged);
  document.addEventListener("paste", pasted);
}
