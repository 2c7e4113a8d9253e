// The search box with its results under it; Ctrl/⌘ K opens the palette. Without script: a form to /search/.
import { openPalette } from "./palette.js";

const box = () => document.querySelector("[data-find]");
const links = () => [...document.querySelectorAll("[data-find-results] a")];

function isShortcut(event) {
  return (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k";
}

function step(event, by) {
  const list = links();
  if (list.length === 0) return;
  event.preventDefault();
  const next = list.indexOf(document.activeElement) + by;
  if (next < 0) box().focus();
  else list[Math.min(next, list.length - 1)].focus();
}

function inside(event) {
  if (event.key === "ArrowDown") step(event, 1);
  else if (event.key === "ArrowUp") step(event, -1);
  else if (event.key === "Escape") {
    document.querySelector("[data-find-results]").replaceChildren();
    box().value = "";
    box().blur();
    document.activeElement?.blur?.();
  }
}

export function startFind() {
  document.addEventListener("keydown", (event) => {
    if (isShortcut(event)) {
      event.preventDefault();
      openPalette();
    } else if (event.target.closest?.(".sn-find")) inside(event);
  });
  const mac = /Mac|iPhone|iPad/.test(navigator.platform);
  const hint = document.querySelector(".sn-find kbd");
  if (mac && hint) hint.textContent = "⌘K";
}
