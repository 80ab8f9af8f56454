// Parts that the reader unfolds. What was open stays open when the answer is drawn anew.

import { h } from "./dom.js";

const open = new Set();

/** A part of that class under its summary; `key` names it from one answer to the next. */
export function disclosure(key, kind, summary, content) {
  const details = h("details", { class: kind, open: open.has(key) }, h("summary", {}, summary), content);
  details.addEventListener("toggle", () => open[details.open ? "add" : "delete"](key));
  return details;
}

/** Forget what was open. */
export const closeAll = () => open.clear();
