// Dropdowns close like menus; theme changes at once; dialogs open.
function closeOthers(except) {
  for (const one of document.querySelectorAll("details[data-dd][open]")) {
    if (one !== except) one.open = false;
  }
}

function closeOnEscape(event) {
  if (event.key !== "Escape") return;
  const open = document.querySelector("details[data-dd][open]");
  if (!open) return;
  event.preventDefault();
  open.open = false;
  open.querySelector("summary").focus();
}

function applyTheme(chosen) {
  const root = document.documentElement;
  if (chosen === "auto") root.removeAttribute("data-bs-theme");
  else root.setAttribute("data-bs-theme", chosen);
  const meta = document.querySelector('meta[name="color-scheme"]');
  if (meta) meta.content = chosen === "auto" ? "light dark" : chosen;
  document.dispatchEvent(new CustomEvent("senro:theme", { detail: chosen }));
}

function sendTheme(event) {
  const form = event.target.closest("form[data-theme-form]");
  if (!form || !event.submitter) return;
  event.preventDefault();
  const data = new FormData(form, event.submitter);
  applyTheme(data.get("theme"));
  for (const one of form.querySelectorAll("button")) {
    one.toggleAttribute("aria-pressed", false);
    if (one === event.submitter) one.setAttribute("aria-pressed", "true");
  }
  fetch(form.action, { method: "POST", body: data, redirect: "manual" });
}

function openDialog(event) {
  const opener = event.target.closest("[data-dialog]");
  const dialog = opener && document.getElementById(opener.dataset.dialog);
  if (!dialog) return;
  event.preventDefault();
  dialog.showModal();
}

export function showShortcuts() {
  document.getElementById("person-menu")?.hidePopover?.();
  const dialog = document.getElementById("shortcuts");
  if (!dialog || dialog.open) return;
  for (const part of dialog.querySelectorAll("[data-when]")) part.hidden = !document.querySelector(part.dataset.when);
  dialog.showModal();
}

// On a phone the tabs scroll: the one that is open is in sight.
function showTab() {
  const here = document.querySelector(".sn-tabs [aria-current]");
  const row = here?.closest(".sn-tabs");
  if (!row || row.scrollWidth <= row.clientWidth) return;
  const left = here.getBoundingClientRect().left - row.getBoundingClientRect().left;
  row.scrollLeft += left - (row.clientWidth - here.offsetWidth) / 2;
}

export function startMenus() {
  showTab();
  document.addEventListener("click", (event) => {
    closeOthers(event.target.closest("details[data-dd]"));
    if (event.target.closest("[data-shortcuts]")) showShortcuts();
    if (event.target instanceof HTMLDialogElement && event.target.matches(".sn-dialog")) event.target.close();
    openDialog(event);
  });
  document.addEventListener("keydown", closeOnEscape);
  document.addEventListener("submit", sendTheme);
  for (const one of document.querySelectorAll("[data-shortcuts][hidden]")) one.hidden = false;
}
