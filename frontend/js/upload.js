// The import wizard: drop a file, see how far it is, then go where the server says.
import { word, token, announce } from "./words.js";

function over(zone, on) {
  zone.classList.toggle("over", on);
}

function dropped(event) {
  const zone = event.target.closest?.("form[data-upload] .sn-drop");
  if (!zone) return;
  event.preventDefault();
  over(zone, event.type === "dragover");
  if (event.type !== "drop") return;
  const input = zone.querySelector('input[type="file"]');
  input.files = event.dataTransfer.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function progressOf(form) {
  let bar = form.querySelector("progress");
  if (!bar) {
    bar = document.createElement("progress");
    bar.className = "sn-progress";
    bar.max = 100;
    form.append(bar);
  }
  bar.hidden = false;
  bar.setAttribute("aria-label", word("sending"));
  return bar;
}

function arrived(request, form) {
  const gone = request.getResponseHeader("HX-Redirect");
  if (gone) location.assign(gone);
  else if (request.responseURL && request.responseURL !== form.action && request.status < 400) location.assign(request.responseURL);
  else replacePage(request.responseText);
}

// The form came back with what must be corrected.
function replacePage(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const fresh = page.querySelector("main");
  if (!fresh) return location.reload();
  document.querySelector("main").replaceWith(fresh);
  window.htmx?.process(fresh);
  (fresh.querySelector(".sn-errors") ?? fresh).focus();
}

function send(event) {
  const form = event.target.closest?.("form[data-upload]");
  if (!form) return;
  event.preventDefault();
  const bar = progressOf(form);
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("X-CSRFToken", token());
  request.upload.onprogress = (sent) => {
    if (sent.lengthComputable) bar.value = (sent.loaded / sent.total) * 100;
  };
  request.onload = () => arrived(request, form);
  request.onerror = () => { bar.hidden = true; announce(word("offline")); };
  request.send(new FormData(form, event.submitter));
  announce(word("sending"));
}

export function startUpload() {
  for (const kind of ["dragover", "dragleave", "drop"]) document.addEventListener(kind, dropped);
  document.addEventListener("submit", send);
}
