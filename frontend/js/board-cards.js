// A card on its way: sent to the server, taken up there, refused, or put back where it was.
import { refuse } from "./board-gate.js";
import { announce, calm, token, word } from "./words.js";

const board = document.querySelector("[data-board]");

export function headingOf(list) {
  return document.getElementById(list?.getAttribute("aria-labelledby"))?.textContent ?? "";
}

export function place(card) {
  return { list: card.parentElement, next: card.nextElementSibling };
}

// Puts a card where it was, visibly travelling unless motion is unwanted.
export function putBack(card, from) {
  const before = card.getBoundingClientRect();
  const stillThere = from.next?.parentElement === from.list;
  from.list.insertBefore(card, stillThere ? from.next : null);
  if (calm()) return;
  const after = card.getBoundingClientRect();
  card.style.translate = `${before.left - after.left}px ${before.top - after.top}px`;
  requestAnimationFrame(() => {
    card.classList.add("sn-moving");
    card.style.translate = "0 0";
    card.addEventListener("transitionend", () => settle(card), { once: true });
  });
}

function settle(card) {
  card.classList.remove("sn-moving");
  card.style.translate = "";
}

export async function send(card, to, from) {
  card.classList.add("sn-sending");
  const origin = from.list.dataset.to;
  try {
    const answer = await fetch(card.dataset.move, {
      method: "POST",
      body: new URLSearchParams({ from: origin, to }),
      headers: { "X-CSRFToken": token(), "HX-Request": "true" },
    });
    await take(answer, card, to, from);
  } catch {
    putBack(card, from);
    fail(word("offline"));
  } finally {
    card.classList.remove("sn-sending");
  }
}

async function take(answer, card, to, from) {
  const away = answer.headers.get("HX-Redirect");
  if (away) location.assign(away);
  else if (answer.ok && !answer.redirected) accept(await answer.text(), card, to);
  else if (answer.status === 409 || answer.status === 422) {
    const html = await answer.text();
    const gate = card.closest(".sn-board")?.querySelector(`[data-col="${CSS.escape(to)}"]`) ?? card;
    putBack(card, from);
    refuse(card, html, gate, from);
  } else if (answer.redirected) location.assign(answer.url);
  else {
    putBack(card, from);
    fail(word("failed"));
  }
}

function fail(text) {
  announce(text);
  document.dispatchEvent(new CustomEvent("senro:say", { detail: { text, level: "error" } }));
}

function accept(html, card, to) {
  const parts = document.createElement("template");
  parts.innerHTML = html;
  const fresh = parts.content.querySelector(".sn-card");
  const had = card.contains(document.activeElement);
  if (fresh) {
    card.replaceWith(fresh);
    window.htmx?.process(fresh);
    if (had) fresh.querySelector("a")?.focus();
  } else leave(card, had);
  for (const piece of [...parts.content.querySelectorAll("[hx-swap-oob]")]) swap(piece);
  const name = headingOf(fresh?.parentElement) || board.querySelector(`[data-to="${CSS.escape(to)}"]`)?.textContent.trim() || to;
  announce(`${word("moved")} ${name}`);
  document.dispatchEvent(new CustomEvent("senro:swapped"));
}

// An answer without a card: it has left the line, to a closed column for example.
function leave(card, had) {
  const next = card.nextElementSibling ?? card.previousElementSibling;
  card.remove();
  if (had) next?.querySelector("a")?.focus();
}

function swap(piece) {
  const old = document.getElementById(piece.id);
  const how = piece.getAttribute("hx-swap-oob");
  piece.removeAttribute("hx-swap-oob");
  if (!old) return;
  if (piece.id.startsWith("count-")) old.textContent = piece.textContent;
  else if (how.startsWith("beforeend")) old.append(...piece.childNodes);
  else old.replaceWith(piece);
  window.htmx?.process(how.startsWith("beforeend") ? old : piece);
}

export function putBackSilently(card, from) {
  from.list.insertBefore(card, from.next?.parentElement === from.list ? from.next : null);
}
