// The board. Its HTML (all of it written by ui/card.py and the board's template):
//
//   .sn-board[data-board]
//     section.sn-col[data-col="P1"]
//       header.sn-stn                       {% column_head %}; holds #count-P1
//       ol.sn-cards[data-cards][data-to="P1"]
//         li.sn-card#card-ID[data-case][data-phase][data-move]   {% board_card %}
//         li.sn-more-cards                  lazy rest, hx-trigger="intersect once"
//     a.sn-park[data-cards][data-to="stall"]   a parked column, closed
//   div[data-gate-host]                     where a refusal is shown
//
// A drop POSTs {from, to} to the card's data-move. 200: the new card and out-of-band parts.
// 409, 422: the gate panel; the card goes back. HX-Redirect: the browser follows.
import Sortable from "sortablejs";
import { startBoardKeys } from "./board-keys.js";
import { refuse, closePanel } from "./board-gate.js";
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

// A parked column is only a strip: what is dropped on it is sent, and not kept there.
function dropped(event) {
  const card = event.item;
  const from = { list: event.from, next: origin.next };
  const to = event.to.dataset.to;
  if (event.from === event.to) {
    putBackSilently(card, from);
    return;
  }
  if (event.to.matches(".sn-park")) {
    putBackSilently(card, from);
  }
  send(card, to, from);
}

function putBackSilently(card, from) {
  from.list.insertBefore(card, from.next?.parentElement === from.list ? from.next : null);
}

let origin = { list: null, next: null };

function makeSortable(list) {
  const lanes = [...document.querySelectorAll(".sn-board")];
  Sortable.create(list, {
    group: `lane-${lanes.indexOf(list.closest(".sn-board"))}`,
    draggable: ".sn-card[data-move]",
    sort: false,
    animation: calm() ? 0 : 160,
    delay: 180,
    delayOnTouchOnly: true,
    fallbackTolerance: 4,
    forceFallback: true,
    fallbackOnBody: true,
    ghostClass: "sn-ghost",
    fallbackClass: "sn-lift",
    scrollSensitivity: 60,
    onStart(event) {
      closePanel(false);
      origin = { list: event.from, next: event.item.nextElementSibling };
    },
    onMove: (event) => mark(event.to),
    onEnd(event) {
      mark(null);
      dropped(event);
    },
  });
}

function mark(list) {
  for (const one of board.querySelectorAll(".sn-target")) one.classList.remove("sn-target");
  list?.classList.add("sn-target");
}

// After a drag the browser would follow the card's link.
function noClickAfterDrag() {
  let moved = false;
  board.addEventListener("pointerdown", () => { moved = false; });
  board.addEventListener("pointermove", (event) => { if (event.buttons) moved = moved || Boolean(Sortable.dragged); });
  board.addEventListener("click", (event) => {
    if (moved && event.target.closest(".sn-card")) event.preventDefault();
    moved = false;
  }, true);
  board.addEventListener("dragstart", (event) => event.preventDefault());
}

function stations() {
  const links = [...document.querySelectorAll(".sn-stations a")];
  if (links.length === 0) return;
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries.filter((one) => one.isIntersecting)) {
      for (const link of links) {
        if (link.hash === `#${entry.target.id}`) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
    }
  }, { root: board, threshold: 0.6 });
  board.querySelectorAll(".sn-col").forEach((column) => seen.observe(column));
}

export function startBoard() {
  if (!board) return;
  board.querySelectorAll("[data-cards]").forEach(makeSortable);
  noClickAfterDrag();
  stations();
  startBoardKeys(board);
}

startBoard();
