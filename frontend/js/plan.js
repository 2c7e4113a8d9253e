// The plan by hand: a bar is dragged, or moved with the arrow keys; the form then shows what follows.
const DAY_MS = 86400000;

const shifted = (day, by) => new Date(Date.parse(`${day}T00:00:00Z`) + by * DAY_MS).toISOString().slice(0, 10);

function ask(bar, by) {
  const form = document.querySelector("[data-plan-form]");
  if (!form || !by) return;
  form.elements.key.value = bar.dataset.moveKey;
  form.elements.to.value = shifted(bar.dataset.moveDay, by);
  form.requestSubmit();
}

function place(bar, by, wide) {
  bar.setAttribute("transform", `translate(${by * wide} 0)`);
  bar.dataset.by = by;
}

export function startPlan() {
  const wrap = document.querySelector("[data-plan]");
  if (!wrap) return;
  const wide = Number(wrap.querySelector("svg")?.dataset.day || 9);
  let held = null;
  wrap.addEventListener("pointerdown", (event) => {
    const bar = event.target.closest("[data-move-key]");
    if (!bar || event.button) return;
    held = { bar, x: event.clientX, by: 0 };
    wrap.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  // A bar is a link, which the browser itself would carry off.
  wrap.addEventListener("dragstart", (event) => event.preventDefault());
  wrap.addEventListener("pointermove", (event) => {
    if (!held) return;
    held.by = Math.round((event.clientX - held.x) / wide);
    place(held.bar, held.by, wide);
  });
  wrap.addEventListener("pointerup", () => {
    if (!held) return;
    const { bar, by } = held;
    held = null;
    if (by) ask(bar, by);
    else bar.focus();
  });
  wrap.addEventListener("pointercancel", () => {
    if (held) place(held.bar, 0, wide);
    held = null;
  });
  wrap.addEventListener("keydown", (event) => {
    const bar = event.target.closest("[data-move-key]");
    if (!bar) return;
    const by = Number(bar.dataset.by || 0);
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step) place(bar, by + step, wide);
    else if (event.key === "Escape") place(bar, 0, wide);
    else if (event.key === "Enter" && by) ask(bar, by);
    else return;
    event.preventDefault();
  });
}
