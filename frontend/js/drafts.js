// What is typed in a method editor is kept by this browser until it is saved: a closed tab loses
// nothing. On the next visit the form offers it, if nobody has saved the part in the meantime.
const WAIT = 600;
const keyOf = (form) => `senro-draft:${location.pathname}${location.search}:${form.dataset.draft}`;
const fieldsOf = (form) =>
  [...form.elements].filter((one) => one.name && !["hidden", "submit", "button", "file"].includes(one.type));
const valueOf = (field) => (["checkbox", "radio"].includes(field.type) ? field.checked : field.value);

function written(form) {
  return fieldsOf(form).map((field) => [field.name, field.type === "radio" ? field.value : "", valueOf(field)]);
}

function put(form, kept) {
  for (const [name, which, value] of kept) {
    const field = fieldsOf(form).find((one) => one.name === name && (!which || one.value === which));
    if (!field) continue;
    if (["checkbox", "radio"].includes(field.type)) field.checked = value;
    else field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function store(form) {
  try {
    localStorage.setItem(keyOf(form), JSON.stringify(written(form)));
  } catch { /* no room, or not allowed: the form works without */ }
}

function read(form) {
  try {
    return JSON.parse(localStorage.getItem(keyOf(form)) ?? "null");
  } catch {
    return null;
  }
}

function offer(form) {
  const bar = form.querySelector("[data-draft-offer]");
  const kept = read(form);
  if (!bar || !Array.isArray(kept) || JSON.stringify(kept) === JSON.stringify(written(form))) return;
  bar.hidden = false;
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    bar.hidden = true;
    if (button.hasAttribute("data-draft-restore")) put(form, kept);
    else localStorage.removeItem(keyOf(form));
    fieldsOf(form)[0]?.focus();
  });
}

export function startDrafts() {
  for (const form of document.querySelectorAll("form[data-draft]")) {
    let timer = 0;
    offer(form);
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => { timer = 0; store(form); }, WAIT);
    });
    form.addEventListener("submit", () => {
      clearTimeout(timer);
      timer = 0;
      localStorage.removeItem(keyOf(form));
    });
    addEventListener("pagehide", () => {
      if (timer) store(form);
    });
  }
}
