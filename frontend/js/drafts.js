// What is typed in a method editor is kept by this browser until it is saved: a closed tab loses
// nothing. On the next visit the form offers it, if nobody has saved the part in the meantime.
// Forms about customers (`data-draft-keep`) keep it in this tab only, and until the server has said
// that it was saved: a session that ended meanwhile loses nothing either.
const WAIT = 600;
const keyOf = (form) => `senro-draft:${location.pathname}${location.search}:${form.dataset.draft}`;
const fieldsOf = (form) =>
  [...form.elements].filter((one) => one.name && !["hidden", "submit", "button", "file"].includes(one.type));
const roomOf = (form) => ("draftKeep" in form.dataset ? sessionStorage : localStorage);
const SENT = "senro-draft-sent";
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
    roomOf(form).setItem(keyOf(form), JSON.stringify(written(form)));
  } catch { /* no room, or not allowed: the form works without */ }
}

function read(form) {
  try {
    return JSON.parse(roomOf(form).getItem(keyOf(form)) ?? "null");
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
    else roomOf(form).removeItem(keyOf(form));
    fieldsOf(form)[0]?.focus();
  });
}

function send(form) {
  store(form);
  try {
    sessionStorage.setItem(SENT, keyOf(form));
  } catch { /* as above */ }
}

// What was sent is forgotten when the next page says that it was saved. A page for people who are not
// signed in, or a refusal, says that it was not.
function settle() {
  try {
    const sent = sessionStorage.getItem(SENT);
    if (!sent) return;
    const out = document.body.classList.contains("sn-out");
    if (!out && document.querySelector("#toasts [data-toast]:not(.error)")) sessionStorage.removeItem(sent);
    sessionStorage.removeItem(SENT);
  } catch { /* as above */ }
}

// After Back the browser puts the text into the fields by itself, later than this script begins: what
// stands there already is not offered once more.
function afterRestoring(look) {
  if (document.readyState === "complete") look();
  else addEventListener("pageshow", () => setTimeout(look), { once: true });
}

// Cancel means that what was typed is not wanted.
function cancelled(form) {
  if ("draftKeep" in form.dataset) roomOf(form).removeItem(keyOf(form));
}

export function startDrafts() {
  settle();
  for (const form of document.querySelectorAll("form[data-draft]")) {
    let timer = 0;
    afterRestoring(() => offer(form));
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => { timer = 0; store(form); }, WAIT);
    });
    form.addEventListener("submit", () => {
      clearTimeout(timer);
      timer = 0;
      if ("draftKeep" in form.dataset) send(form);
      else localStorage.removeItem(keyOf(form));
    });
    form.querySelector("a[data-cancel]")?.addEventListener("click", () => {
      clearTimeout(timer);
      timer = 0;
      cancelled(form);
    });
    addEventListener("pagehide", () => {
      if (timer) store(form);
    });
  }
}
