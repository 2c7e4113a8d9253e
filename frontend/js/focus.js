// Focus is never lost: what htmx swaps away gives it to what stands in its place.
let lost = null;

const keyOf = (element) => element.id || element.getAttribute("name") || "";

function remember(event) {
  const active = document.activeElement;
  const gone = event.detail.target;
  if (!gone?.contains?.(active) || active === document.body) return;
  const row = active.closest("[id]");
  lost = { key: keyOf(active), near: row?.id ?? "", in: gone.id };
}

function restore() {
  if (!lost) return;
  const { key, near, in: holder } = lost;
  lost = null;
  if (document.activeElement && document.activeElement !== document.body) return;
  const place = document.getElementById(holder) ?? document.getElementById("main");
  const again = (key && document.getElementById(key)) || place?.querySelector(`[name="${CSS.escape(key)}"]:not([type=hidden])`);
  const beside = document.getElementById(near)?.querySelector("a, button:not([disabled]), input:not([type=hidden]), textarea");
  const target = again ?? beside ?? place;
  if (!target) return;
  if (target.tabIndex < 0) target.tabIndex = -1;
  target.focus({ preventScroll: true });
}

export function startFocus() {
  document.addEventListener("htmx:beforeSwap", remember);
  document.addEventListener("htmx:afterSettle", restore);
}
