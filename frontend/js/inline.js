// A field edited in place. The link leads to the page of its form; here that form is fetched, one
// field of it shown where the link stood, and the whole of it sent: Enter saves, Esc leaves.
import { announce, token, word } from "./words.js";

let open = null;

async function fetched(url, options) {
  const answer = await fetch(url, options).catch(() => null);
  if (!answer) return null;
  return { answer, page: new DOMParser().parseFromString(await answer.text(), "text/html") };
}

const formOf = (page, name) => [...page.querySelectorAll("main form")].find((one) => one.elements.namedItem(name));

async function begin(link) {
  leave();
  const found = await fetched(link.href, {});
  const form = found?.answer.ok && formOf(found.page, link.dataset.edit);
  if (!form) return location.assign(link.href);
  const field = document.adoptNode(form.elements.namedItem(link.dataset.edit));
  if (!(field instanceof HTMLElement) || field.type === "radio") return location.assign(link.href);
  show(link, form, field);
}

function show(link, form, field) {
  const box = document.createElement("form");
  box.className = "sn-inline";
  box.noValidate = true;
  field.id = "inline-field";
  field.classList.add("sn-input");
  field.setAttribute("aria-label", link.dataset.editLabel || link.getAttribute("aria-label") || link.textContent.trim());
  const error = document.createElement("span");
  error.className = "sn-inline-e";
  error.id = "inline-error";
  error.setAttribute("role", "alert");
  box.append(field, error);
  link.hidden = true;
  link.after(box);
  open = { link, form, field, box, error, was: field.value, sending: false };
  box.addEventListener("submit", (event) => { event.preventDefault(); save(); });
  box.addEventListener("keydown", onKey);
  if (field.matches("select")) field.addEventListener("change", save);
  field.focus();
  field.select?.();
}

function onKey(event) {
  if (event.isComposing) return;
  if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    leave(true);
  } else if (event.key === "Enter" && !event.target.matches("textarea")) {
    event.preventDefault();
    save();
  }
}

function leave(giveBack = false) {
  if (!open) return;
  const { link, box } = open;
  open = null;
  box.remove();
  link.hidden = false;
  if (giveBack) link.focus();
}

async function save() {
  const now = open;
  if (!now || now.sending) return;
  if (now.field.value === now.was) return leave(true);
  now.sending = true;
  const body = new FormData(now.form);
  body.set(now.link.dataset.edit, now.field.value);
  body.set("csrfmiddlewaretoken", token());
  const found = await fetched(now.link.href, { method: "POST", body });
  now.sending = false;
  if (!found) return;
  const out = found.page.body.classList.contains("sn-out");
  if (found.answer.ok && found.answer.redirected && !out) return saved(now, found.page);
  const said = found.page.querySelector(".sn-field.bad .errors, .sn-errors, main h1");
  now.error.textContent = out ? word("signedOut") : (said?.textContent.trim().replace(/\s+/g, " ") ?? "");
  now.field.setAttribute("aria-invalid", "true");
  now.field.setAttribute("aria-describedby", "inline-error");
  now.field.focus();
}

function saved(now, page) {
  const key = now.link.dataset.editKey;
  open = null;
  const fresh = page.querySelector("main");
  if (!fresh) return location.reload();
  document.querySelector("main").replaceWith(fresh);
  document.getElementById("toasts")?.append(...(page.getElementById("toasts")?.childNodes ?? []));
  window.htmx?.process(fresh);
  window.htmx?.process(document.getElementById("toasts"));
  document.dispatchEvent(new CustomEvent("senro:swapped"));
  document.querySelector(`[data-edit-key="${CSS.escape(key ?? "")}"]`)?.focus();
  announce(document.querySelector("#toasts [data-toast]:last-child span")?.textContent ?? "");
}

export function startInline() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-edit]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    begin(link);
  });
}
