// A refused card: the panel opens over the gate and takes focus; Esc gives it back to the card.
import { announce, word } from "./words.js";

let refused = null;
const host = () => document.querySelector("[data-gate-host]");

export function refuse(card, html, gate) {
  closePanel(false);
  const parts = document.createElement("template");
  parts.innerHTML = html;
  const panel = parts.content.querySelector("[data-gate-panel]");
  if (!panel || !host()) return;
  refused = card;
  card.classList.add("sn-refused");
  const stopped = panel.querySelector(".sn-gate-row") ? stoppedCard(card) : null;
  host().replaceChildren(...(stopped ? [stopped, panel] : [panel]));
  window.htmx?.process(panel);
  if (stopped) hold(card);
  position(stopped ? card.closest(".sn-col") : gate, stopped);
  announce(word("refused"));
  panel.focus();
}

// What stays over the gate is a picture of the card: the card itself keeps its place, as a slot.
function stoppedCard(card) {
  const copy = card.cloneNode(true);
  copy.removeAttribute("id");
  copy.removeAttribute("style");
  copy.classList.remove("sn-refused", "sn-sending", "sn-moving");
  copy.classList.add("sn-stopped");
  copy.dataset.shut = word("shut");
  const holder = document.createElement("div");
  holder.className = "sn-stopped-at";
  holder.inert = true;
  holder.append(copy);
  return holder;
}

function hold(card) {
  card.dataset.slot = `${card.querySelector("a")?.textContent ?? ""}${word("here")}`;
  card.classList.add("sn-slot");
  card.closest(".sn-col")?.classList.add("sn-shut");
}

function position(column, stopped) {
  const box = host();
  const phone = matchMedia("(max-width: 767.98px)").matches;
  box.classList.remove("left");
  box.style.left = box.style.top = "";
  if (phone) return;
  const at = column.getBoundingClientRect();
  const wide = box.offsetWidth || 384;
  const tall = box.offsetHeight || 360;
  const over = (stopped?.offsetWidth ?? 0) / 2;
  let left = stopped ? at.right - over : at.left + 24;
  if (stopped && left + wide > innerWidth - 16) {
    box.classList.add("left");
    left = at.right + over - wide;
  }
  box.style.left = `${Math.max(16, Math.min(left, innerWidth - wide - 16))}px`;
  box.style.top = `${Math.max(64, Math.min(at.top + 84, innerHeight - tall - 16))}px`;
}

export function closePanel(giveBack = true) {
  if (!host() || host().childElementCount === 0) return false;
  host().replaceChildren();
  const card = refused;
  refused = null;
  card?.classList.remove("sn-refused", "sn-slot");
  document.querySelector(".sn-shut")?.classList.remove("sn-shut");
  if (giveBack) card?.querySelector("a")?.focus();
  return true;
}

document.addEventListener("click", (event) => {
  const close = event.target.closest("[data-gate-host] [data-gate-close]");
  if (!close) return;
  event.preventDefault();
  closePanel();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && closePanel()) event.preventDefault();
});
