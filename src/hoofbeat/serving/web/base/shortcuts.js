// Keys that act anywhere but in a field, listed behind "?". Who types by voice may turn them off: single letters act by accident.

import { isDialogOpen, openDialog } from "./dialog.js";
import { h } from "./dom.js";
import { t } from "./i18n.js";

const KEPT = "hoofbeat.shortcuts";

let on = kept();

function kept() {
  try {
    return localStorage.getItem(KEPT) !== "off";
  } catch {
    return true;
  }
}

function turn(next) {
  on = next;
  try {
    if (on) localStorage.removeItem(KEPT);
    else localStorage.setItem(KEPT, "off");
  } catch {
    // not remembered, and nothing else is lost
  }
}

const isTyping = ({ target }) => target.closest("input:not([type=radio], [type=checkbox]), select, textarea, dialog") !== null;

const line = (keys, text) => h("div", {}, h("dt", {}, keys.map((key) => h("kbd", {}, key))), h("dd", {}, text));

/** Show which keys there are. */
export function showShortcuts() {
  if (isDialogOpen()) return;
  openDialog({
    title: t().shortcutsTitle,
    name: "shortcuts",
    draw: (body) =>
      body.replaceChildren(
        ...t().shortcuts.map(([title, keys]) => h("section", {}, h("h3", {}, title), h("dl", { class: "shortcuts" }, keys.map(([key, text]) => line(key.split(" "), text))))),
        h("label", { class: "choice" }, h("input", { type: "checkbox", checked: on, onchange: (event) => turn(event.target.checked) }), h("span", {}, t().shortcutsOn)),
      ),
  });
}

/** Bring the keys to life: `acts` by key. */
export function startShortcuts(acts) {
  document.querySelector("#shortcuts").addEventListener("click", showShortcuts);
  document.addEventListener("keydown", (event) => {
    if (!on || event.ctrlKey || event.metaKey || event.altKey || isTyping(event) || isDialogOpen()) return;
    const act = event.key === "?" ? showShortcuts : acts[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
