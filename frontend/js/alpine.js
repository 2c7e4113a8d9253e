// Alpine's CSP build: attributes hold names only, the code is here.
import Alpine from "@alpinejs/csp";

function disclosure() {
  return {
    open: false,
    toggle() { this.open = !this.open; },
    close() { this.open = false; },
    get label() { return String(this.open); },
  };
}

function tabs() {
  return {
    tab: "",
    init() { this.tab = this.$el.dataset.tab ?? ""; },
    pick(event) { this.tab = event.currentTarget.dataset.tab; },
  };
}

function counter() {
  return {
    left: "",
    init() { this.count(); },
    count() {
      const box = this.$refs.box;
      this.left = `${box.value.length}／${box.maxLength}`;
    },
  };
}

export function startAlpine() {
  Alpine.data("disclosure", disclosure);
  Alpine.data("tabs", tabs);
  Alpine.data("counter", counter);
  window.Alpine = Alpine;
  Alpine.start();
}
