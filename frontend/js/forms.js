// Forms: a sent button keeps its width and says so; filters send themselves; select all.
import { word } from "./words.js";

function wait(button) {
  if (button.getAttribute("aria-busy") === "true") return;
  const width = button.getBoundingClientRect().width;
  button.dataset.text = button.textContent;
  button.style.minWidth = `${width}px`;
  button.setAttribute("aria-busy", "true");
  const wheel = document.createElement("span");
  wheel.className = "sn-wait";
  button.replaceChildren(wheel, word("sending"));
}

export function ready(button) {
  if (!button?.dataset.text) return;
  button.removeAttribute("aria-busy");
  button.style.minWidth = "";
  button.textContent = button.dataset.text;
  delete button.dataset.text;
}

function busy(event) {
  const form = event.target;
  if (!form.matches?.("form[data-busy]")) return;
  const button = event.submitter ?? form.querySelector("button:not([type=button])");
  if (!button) return;
  if (button.getAttribute("aria-busy") === "true") event.preventDefault();
  else setTimeout(() => wait(button));
}

function settle(event) {
  const form = event.target.closest?.("form[data-busy]");
  if (form) ready(form.querySelector('[aria-busy="true"]'));
}

function autosubmit(event) {
  const form = event.target.closest("form[data-autosubmit]");
  if (form) form.requestSubmit();
}

function count(name) {
  const chosen = document.querySelectorAll(`input[name="${CSS.escape(name)}"]:checked`).length;
  for (const place of document.querySelectorAll("[data-selected-count]")) place.textContent = chosen;
  for (const bar of document.querySelectorAll("[data-selected-bar]")) bar.hidden = chosen === 0;
}

function selectAll(event) {
  const all = event.target.closest("[data-select-all]");
  const name = all?.dataset.selectAll;
  if (all) {
    for (const one of document.querySelectorAll(`input[name="${CSS.escape(name)}"]`)) one.checked = all.checked;
    count(name);
  } else if (event.target.matches("input[type=checkbox]") && event.target.name) {
    const boss = document.querySelector(`[data-select-all="${CSS.escape(event.target.name)}"]`);
    if (boss) count(event.target.name);
  }
}

export function startForms() {
  document.addEventListener("submit", busy);
  document.addEventListener("htmx:afterRequest", settle);
  addEventListener("pageshow", () => document.querySelectorAll('form[data-busy] [aria-busy="true"]').forEach(ready));
  document.addEventListener("change", (event) => {
    autosubmit(event);
    selectAll(event);
  });
  document.querySelector(".sn-errors")?.focus();
}
