// Rows: done or put off in place; shift ticks a range, x the row one stands on; cells are edited in place.
const boxes = () => [...document.querySelectorAll("[data-rows] input[data-tick]")];
let last = null;

export function ticked() {
  return boxes().filter((box) => box.checked);
}

export function tell() {
  const count = ticked().length;
  for (const bar of document.querySelectorAll("[data-bulk]")) {
    bar.classList.toggle("some", count > 0);
    const said = bar.querySelector("[data-ticked]");
    if (!said) continue;
    said.dataset.none ??= said.textContent;
    said.textContent = count ? `${count} ${said.dataset.words}` : said.dataset.none;
  }
  const all = document.querySelector("input[data-tick-all]");
  if (all) {
    all.checked = count > 0 && count === boxes().length;
    all.indeterminate = count > 0 && !all.checked;
  }
}

export function toggle(row) {
  const box = row?.querySelector("input[data-tick]");
  if (!box) return;
  box.checked = !box.checked;
  last = box;
  tell();
}

function onClick(event) {
  const all = event.target.closest?.("input[data-tick-all]");
  if (all) for (const box of boxes()) box.checked = all.checked;
  const box = event.target.closest?.("input[data-tick]");
  if (box && event.shiftKey && last) {
    const list = boxes();
    const [from, to] = [list.indexOf(last), list.indexOf(box)].sort((a, b) => a - b);
    for (const one of list.slice(Math.max(from, 0), to + 1)) one.checked = box.checked;
  }
  if (box) last = box;
  if (box || all) tell();
}

// All rows share one form, so that a list of fifty does not carry a hundred; each button has its address.
function act(event) {
  const button = event.target.closest?.("[data-row] button[formaction]");
  if (!button) return;
  event.preventDefault();
  const how = { source: button, target: button.closest("[data-row]"), swap: "outerHTML" };
  window.htmx.ajax("POST", button.getAttribute("formaction"), how);
}

const before = new WeakMap();

async function openCell(event) {
  const link = event.target.closest?.("a[data-cell]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const cell = link.closest("td");
  const answer = await fetch(link.href, { headers: { "HX-Request": "true" } });
  if (!answer.ok) {
    location.assign(link.href);
    return;
  }
  before.set(cell, cell.innerHTML);
  cell.innerHTML = await answer.text();
  window.htmx.process(cell);
  cell.querySelector("[name=value]")?.focus();
}

function closeCell(event) {
  if (event.key !== "Escape") return;
  const cell = event.target.closest?.("[data-cell-form]")?.closest("td");
  if (!cell || !before.has(cell)) return;
  event.preventDefault();
  cell.innerHTML = before.get(cell);
  cell.querySelector("a[data-cell]")?.focus();
}

export function startTicks() {
  document.addEventListener("click", onClick);
  document.addEventListener("click", act);
  document.addEventListener("click", openCell);
  document.addEventListener("keydown", closeCell);
  document.addEventListener("htmx:afterSwap", tell);
  tell();
}
