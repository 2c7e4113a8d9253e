// The rule editor: a textarea that offers names while typing and says below what the rule means
// and how many match. Without this script it is a text field with a button.
import { calm } from "./words.js";

const WAIT = 350;
let boxes = 0;

class RuleEditor {
  constructor(area) {
    this.area = area;
    this.subject = area.dataset.rule || "case";
    this.options = [];
    this.current = -1;
    this.asked = 0;
    this.build();
    this.listen();
    if (area.value.trim() && !this.said.childElementCount) this.read();
  }

  build() {
    const id = `rule-${++boxes}`;
    const box = document.createElement("div");
    box.className = "sn-rule-box";
    this.area.replaceWith(box);
    this.list = document.createElement("ul");
    Object.assign(this.list, { id, hidden: true, className: "sn-rule-list" });
    this.list.setAttribute("role", "listbox");
    box.append(this.area, this.list);
    const field = box.closest(".sn-field") ?? box.parentElement;
    const label = field.querySelector("label");
    if (label) this.list.setAttribute("aria-label", label.textContent.trim());
    this.said = this.found(field);
    // A text of several lines may not be a combobox: it stays a text box that offers a list.
    const aria = { "aria-autocomplete": "list", "aria-controls": id };
    for (const [name, value] of Object.entries(aria)) this.area.setAttribute(name, value);
  }

  found(field) {
    const there = document.querySelector(`.sn-rule-said[data-for="${CSS.escape(this.area.id)}"]`) ?? field.parentElement.querySelector(":scope > .sn-rule-said");
    if (there) return there;
    const made = document.createElement("div");
    made.className = "sn-rule-said";
    made.setAttribute("role", "status");
    field.append(made);
    return made;
  }

  listen() {
    const { area, list } = this;
    area.addEventListener("input", () => { this.later(); this.complete(); });
    area.addEventListener("keydown", (event) => this.key(event));
    area.addEventListener("blur", () => this.close());
    list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const item = event.target.closest("li");
      if (item) this.take(Number(item.dataset.n));
    });
    this.said.addEventListener("click", (event) => {
      const link = event.target.closest("[data-rule-take]");
      if (!link) return;
      event.preventDefault();
      area.value = link.dataset.ruleTake;
      area.focus();
      this.read();
    });
  }

  key(event) {
    if ((event.ctrlKey && event.key === " ") || (event.altKey && event.key === "ArrowDown")) {
      event.preventDefault();
      this.complete(true);
    } else if (this.list.hidden) return;
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const n = this.options.length;
      this.mark((this.current + (event.key === "ArrowDown" ? 1 : -1) + n) % n);
    } else if ((event.key === "Enter" || event.key === "Tab") && this.current >= 0) {
      event.preventDefault();
      this.take(this.current);
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    }
  }

  async complete(always = false) {
    const at = this.area.selectionStart;
    const text = this.area.value;
    if (!always && !/[\w.\u3040-\u30ff\u4e00-\u9fff]$/.test(text.slice(0, at))) return this.close();
    const query = new URLSearchParams({ subject: this.subject, text, at });
    const answer = await fetch(`/rules/words/?${query}`).catch(() => null);
    if (!answer?.ok || this.area.value !== text || document.activeElement !== this.area) return;
    this.show((await answer.json()).words, at);
  }

  show(words, at) {
    const typed = words[0] ? this.area.value.slice(words[0].start, at) : "";
    this.options = words.filter((one) => one.text !== typed).slice(0, 12);
    if (this.options.length === 0) return this.close();
    this.at = at;
    this.list.replaceChildren(...this.options.map((one, n) => this.option(one, n)));
    this.list.hidden = false;
    this.mark(0);
  }

  option(one, n) {
    const item = document.createElement("li");
    item.id = `${this.list.id}-${n}`;
    item.dataset.n = n;
    item.setAttribute("role", "option");
    const code = document.createElement("code");
    code.textContent = one.text;
    const label = document.createElement("span");
    label.textContent = one.label;
    item.append(code, label);
    return item;
  }

  mark(n) {
    this.current = n;
    [...this.list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === n)));
    const item = this.list.children[n];
    this.area.setAttribute("aria-activedescendant", item?.id ?? "");
    item?.scrollIntoView({ block: "nearest", behavior: calm() ? "instant" : "auto" });
  }

  take(n) {
    const one = this.options[n];
    if (!one) return;
    const tail = one.kind === "function" ? "" : " ";
    this.area.setRangeText(one.text + tail, one.start, this.at, "end");
    this.close();
    this.later();
  }

  close() {
    this.list.hidden = true;
    this.current = -1;
    this.area.removeAttribute("aria-activedescendant");
  }

  later() {
    clearTimeout(this.timer);
    this.said.classList.add("wait");
    this.timer = setTimeout(() => this.read(), WAIT);
  }

  async read() {
    const number = ++this.asked;
    const text = this.area.value;
    this.said.classList.remove("wait");
    if (!text.trim()) return this.said.replaceChildren();
    const query = new URLSearchParams({ subject: this.subject, text });
    const answer = await fetch(`/rules/reading/?${query}`, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer?.ok || number !== this.asked) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    this.said.replaceChildren(...page.body.children);
    this.area.setAttribute("aria-invalid", String(Boolean(this.said.querySelector(".sn-errors"))));
  }
}

export function startRules() {
  for (const area of document.querySelectorAll("[data-rule]")) new RuleEditor(area);
}
