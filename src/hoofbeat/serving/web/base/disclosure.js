// Parts that the reader unfolds. What was open stays open when the answer is drawn anew.

import { h } from "./dom.js";

const open = new Set();

/**
 * A part of that class under its summary; `key` names it from one answer to the next. A content that is a function is
 * made when it is first unfolded.
 */
export function disclosure(key, kind, summary, content) {
  const details = h("details", { class: kind, open: open.has(key) }, h("summary", {}, summary));
  let filled = false;
  const fill = () => {
    if (filled || !details.open) return;
    filled = true;
    details.append(typeof content === "function" ? content() : content);
  };
  fill();
  details.addEventListener("toggle", () => {
    fill();
    open[details.open ? "add" : "delete"](key);
  });
  return details;
}

/** Unfold a part from elsewhere, now or once it is drawn. */
export const unfold = (key) => open.add(key);

/** Forget what was open of a case; `lasting` parts stay as the reader wants them. */
export function closeAll(lasting) {
  for (const key of open) if (!lasting.includes(key)) open.delete(key);
}
