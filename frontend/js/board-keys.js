// Arrows go from card to card; m, then arrows and Enter, moves one.
import { headingOf, place, putBack, send } from "./board-cards.js";
import { announce, word } from "./words.js";

let held = null;

const cardsOf = (list) => [...list.querySelectorAll(".sn-card")];
// With swimlanes each lane is a .sn-board of its own; a card stays in its lane.
const listsOf = (card) => [...card.closest(".sn-board").querySelectorAll("ol[data-cards]")];
const focus = (card) => card?.querySelector("a")?.focus();

function beside(card, by) {
  const lists = listsOf(card);
  const row = cardsOf(card.parentElement).indexOf(card);
  let at = lists.indexOf(card.parentElement) + by;
  while (lists[at] && cardsOf(lists[at]).length === 0) at += by;
  const cards = lists[at] ? cardsOf(lists[at]) : [];
  return cards[Math.min(row, cards.length - 1)];
}

function upDown(card, by) {
  const cards = cardsOf(card.parentElement);
  return cards[cards.indexOf(card) + by];
}

function lift(card) {
  if (!card.dataset.move) return;
  held = { card, from: place(card) };
  card.classList.add("sn-held");
  announce(word("moving"));
}

function carry(by) {
  const lists = listsOf(held.card);
  const target = lists[lists.indexOf(held.card.parentElement) + by];
  if (!target) return;
  target.prepend(held.card);
  held.card.scrollIntoView({ block: "nearest", inline: "nearest" });
  focus(held.card);
  announce(headingOf(target));
}

function drop() {
  const { card, from } = held;
  held = null;
  card.classList.remove("sn-held");
  const to = card.parentElement;
  if (to !== from.list) send(card, to.dataset.to, from);
}

function leave() {
  const { card, from } = held;
  held = null;
  card.classList.remove("sn-held");
  putBack(card, from);
  focus(card);
}

function whileHeld(event) {
  const does = {
    ArrowLeft: () => carry(-1),
    ArrowRight: () => carry(1),
    Enter: drop,
    " ": drop,
    m: drop,
    Escape: leave,
  }[event.key];
  if (!does) return;
  event.preventDefault();
  event.stopPropagation();
  does();
}

function whileFree(card, event) {
  const goes = {
    ArrowLeft: () => beside(card, -1),
    ArrowRight: () => beside(card, 1),
    ArrowUp: () => upDown(card, -1),
    ArrowDown: () => upDown(card, 1),
    k: () => upDown(card, -1),
    j: () => upDown(card, 1),
  }[event.key];
  if (goes) {
    event.preventDefault();
    focus(goes());
  } else if (event.key === "m") {
    event.preventDefault();
    lift(card);
  }
}

export function startBoardKeys(board) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (held) return whileHeld(event);
    const card = event.target.closest?.(".sn-card");
    if (card && !event.target.closest("input, select, textarea")) whileFree(card, event);
    else if (["j", "ArrowRight"].includes(event.key) && event.target === document.body && !document.querySelector("[data-rows]")) {
      event.preventDefault();
      focus(board.querySelector(".sn-card"));
    }
  }, true);
}
