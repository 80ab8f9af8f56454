// Dialogs: the browser's own, which keeps the keyboard inside and gives it back where it was.

import { h } from "./dom.js";
import { t } from "./i18n.js";

let count = 0;

/**
 * Open a dialog and return `{ element, body, close }`. `draw(body, close)` fills it; `closed` is called once it is gone.
 * `wide` gives it the room of two columns.
 */
export function openDialog({ title, name, wide = false, draw, closed }) {
  const id = `dialog-${(count += 1)}`;
  const body = h("div", { class: "dialog-body" });
  const close = () => element.close();
  const element = h(
    "dialog",
    { class: wide ? `dialog wide ${name}` : `dialog ${name}`, "aria-labelledby": id },
    h(
      "div",
      { class: "dialog-title" },
      h("h2", { id }, title),
      h("button", { type: "button", class: "remove", "aria-label": t().close, onclick: close }, "×"),
    ),
    body,
  );
  element.addEventListener("close", () => {
    element.remove();
    closed?.();
  });
  // A press beside the dialog closes it, unless a selection that began inside ends there.
  element.addEventListener("mousedown", (event) => event.target === element && element.close());
  document.body.append(element);
  element.showModal();
  draw(body, close); // once it is open: what it fills in may take the keyboard
  return { element, body, close };
}

/** Whether a dialog is open. */
export const isDialogOpen = () => document.querySelector("dialog[open]") !== null;
