import htmx from "htmx.org";
import { startAlpine } from "./alpine.js";
import { startDrafts } from "./drafts.js";
import { startFind } from "./find.js";
import { startForms } from "./forms.js";
import { startInline } from "./inline.js";
import { startKeyboard } from "./keyboard.js";
import { startMenus } from "./menus.js";
import { startNotes } from "./notes.js";
import { startRules } from "./rule.js";
import { startPalette } from "./palette.js";
import { startFocus } from "./focus.js";
import { startPlan } from "./plan.js";
import { startToasts } from "./toasts.js";
import { startTicks } from "./ticks.js";
import { startUpload } from "./upload.js";
import { token } from "./words.js";

window.htmx = htmx;

document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token();
});

startMenus();
startDrafts();
startFind();
startForms();
startToasts();
startKeyboard();
startTicks();
startUpload();
startPlan();
startNotes();
startRules();
startPalette();
startInline();
startFocus();
startAlpine();
