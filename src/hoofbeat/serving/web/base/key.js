// A service that answers beyond its own machine asks who one is: its key, kept in memory until the page is closed.

import { useKey } from "./api.js";
import { isDialogOpen, openDialog } from "./dialog.js";
import { h } from "./dom.js";
import { t } from "./i18n.js";

/** Ask for the key; `then` is called once one was given. */
export function askForKey(then) {
  if (isDialogOpen()) return;
  openDialog({
    title: t().keyTitle,
    name: "key",
    draw: (body, close) => {
      const field = h("input", { type: "password", autocomplete: "off", maxLength: 4000, "aria-label": t().key, required: true });
      const act = () => {
        if (!field.value.trim()) return field.focus();
        useKey(field.value.trim());
        close();
        then();
      };
      field.addEventListener("keydown", (event) => event.key === "Enter" && (event.preventDefault(), act()));
      body.replaceChildren(h("p", {}, t().keyHint), field, h("div", { class: "dialog-actions" }, h("span", {}), h("button", { type: "button", class: "primary", onclick: act }, t().useKey)));
    },
  });
}
