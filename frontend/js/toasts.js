import { word } from "./words.js";

// Toasts leave by themselves, but not while a person reads, points or tabs into them.
const STAY = 8000;

export function say(text, level = "success") {
  const region = document.getElementById("toasts");
  if (!region) return;
  const toast = document.createElement("div");
  toast.className = `sn-toast ${level}`;
  toast.dataset.toast = "";
  const words = document.createElement("span");
  words.textContent = text;
  toast.append(words);
  region.append(toast);
  watch(toast);
}

function watch(toast) {
  if (toast.dataset.watched) return;
  toast.dataset.watched = "yes";
  keep(toast);
  if (toast.classList.contains("error")) return;
  const held = () => toast.matches(":hover, :focus-within");
  const leave = () => (held() ? setTimeout(leave, 1500) : toast.remove());
  setTimeout(leave, toast.querySelector("form") ? STAY * 1.5 : STAY);
}

const watchAll = () => document.querySelectorAll("#toasts [data-toast]").forEach(watch);

// The piece of the page that was changed last and can be taken back.
let latest = "";

function remember(event) {
  if (event.target.id && event.target.querySelector?.("form[data-undo]")) latest = event.target.id;
}

// The address of the last undo, and of the last redo: `u` and Shift-u know them when the toast is gone.
const KEPT = { undo: "senro.undo", redo: "senro.redo" };

function keep(toast) {
  for (const kind of ["undo", "redo"]) {
    const form = toast.querySelector(`form[data-${kind}]`);
    if (!form) continue;
    sessionStorage.setItem(KEPT[kind], form.getAttribute("action"));
    sessionStorage.removeItem(KEPT[kind === "undo" ? "redo" : "undo"]);
  }
}

function post(kind) {
  const address = sessionStorage.getItem(KEPT[kind]);
  const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value;
  if (!address?.startsWith("/") || !token) return false;
  const form = document.createElement("form");
  form.method = "post";
  form.action = address;
  for (const [name, value] of [["csrfmiddlewaretoken", token], ["next", location.pathname + location.search]]) {
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name, value });
    form.append(input);
  }
  document.body.append(form);
  form.submit();
  return true;
}

export function undoLast() {
  const forms = [...document.querySelectorAll("form[data-undo]")];
  const toasted = forms.filter((form) => form.closest("#toasts"));
  const changed = forms.find((form) => latest && form.closest(`#${CSS.escape(latest)}`));
  const form = toasted.at(-1) ?? changed ?? forms[0];
  form?.requestSubmit();
  return form ? true : post("undo");
}

export function redoLast() {
  const form = [...document.querySelectorAll("form[data-redo]")].at(-1);
  form?.requestSubmit();
  return form ? true : post("redo");
}

// htmx shows nothing by itself when the answer is no; 409 and 422 bring their own words.
function failed(event) {
  const status = event.detail.xhr?.status ?? 0;
  if (status === 409 || status === 422) return;
  say(word(status === 403 ? "forbidden" : status ? "trouble" : "offline"), "error");
}

export function startToasts() {
  watchAll();
  document.addEventListener("htmx:responseError", failed);
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("click", (event) => event.target.closest("[data-dismiss]")?.closest("[data-toast]")?.remove());
  document.addEventListener("htmx:afterSettle", watchAll);
  document.addEventListener("htmx:afterSettle", remember);
  document.addEventListener("senro:swapped", watchAll);
  document.addEventListener("senro:say", (event) => say(event.detail.text, event.detail.level));
}
