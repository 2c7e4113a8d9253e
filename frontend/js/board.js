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
import { putBackSilently, send } from "./board-cards.js";
import { startBoardKeys } from "./board-keys.js";
import { closePanel } from "./board-gate.js";
import { calm } from "./words.js";

const board = document.querySelector("[data-board]");

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
