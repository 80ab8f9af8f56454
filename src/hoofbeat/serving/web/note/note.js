// A note is pasted, read by the service, and shown with what was found in it: each is confirmed or refused.

import { extraction } from "../base/api.js";
import { openDialog } from "../base/dialog.js";
import { h } from "../base/dom.js";
import { t } from "../base/i18n.js";
import { offers } from "../base/offers.js";
import { refusal } from "../base/refusals.js";
import { proposals } from "./proposals.js";
import { review } from "./review.js";

const LONG = 80; // characters: longer than any finding's name

let draft = ""; // what was pasted, until the next patient comes

/** Forget the note. */
export const forgetNote = () => (draft = "");

function write(body, close) {
  const problem = h("div", { class: "problem", role: "alert" });
  const text = h("textarea", { rows: 12, spellcheck: false, autocomplete: "off", value: draft, "aria-label": t().note, placeholder: t().noteHint, oninput: () => (draft = text.value) });
  const button = h("button", { type: "button", class: "primary", onclick: () => read() }, t().readNote);
  const draw = () =>
    body.replaceChildren(
      h("p", { class: "hint" }, t().notePrivacy), text, problem, h("div", { class: "dialog-actions" }, h("span", { class: "keys" }, t().noteKeys), button));
  const read = async (language = null) => {
    if (!text.value.trim()) return void text.focus();
    button.disabled = true;
    problem.replaceChildren();
    try {
      const found = await extraction(text.value, language);
      review(body, { text: text.value, found, read: proposals(found), close, again: read, back: () => write(body, close) });
    } catch (error) {
      if (!text.isConnected) draw(); // it was read before, in another language
      problem.replaceChildren(...refusal(error).map((sentence) => h("p", {}, sentence)));
      button.disabled = false;
    }
  };
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void read();
  });
  draw();
  text.focus();
}

/** Open the dialog, with a text that was pasted elsewhere if there is one. */
export function openNote(pasted = null) {
  if (!offers("/v1/extraction")) return;
  if (pasted !== null) draft = pasted;
  openDialog({ title: t().pasteNote, name: "note", wide: true, draw: write });
}

/** Bring the button to life, and take what is too long to be a finding's name for a note. */
export function startNote() {
  document.querySelector("#paste").addEventListener("click", () => openNote());
  document.querySelector("#query").addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text");
    if (!offers("/v1/extraction") || !(text.length > LONG || text.trim().includes("\n"))) return;
    event.preventDefault();
    openNote(text);
  });
}
