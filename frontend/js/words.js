// Words that scripts say stand in ui/js_words.html, in the page's language.
export function word(name) {
  return document.getElementById("js-words")?.dataset[name] ?? "";
}

export function token() {
  return document.querySelector('meta[name="csrf-token"]')?.content ?? "";
}

// Said to a reader only.
export function announce(text) {
  const place = document.getElementById("announce");
  if (place) place.textContent = text;
}

export function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
