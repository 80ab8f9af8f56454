// What is shown of the answer: one list, the rare or the common alone, or both side by side; and how many lines.

import { h } from "../base/dom.js";
import { t } from "../base/i18n.js";
import { change, state } from "../base/state.js";
import { VIEWS } from "./lines.js";
import { redraw } from "./ranking.js";

const place = document.querySelector("#view");
const top = document.querySelector("#top");
const grouped = document.querySelector("#grouped");

function choose(changes) {
  change(changes);
  redraw();
}

/** Draw the choice in the reader's language. */
export function drawViewChoice() {
  place.replaceChildren(
    ...VIEWS.map((view) => h("label", {}, h("input", { type: "radio", name: "view", value: view, checked: state.view === view, onchange: () => choose({ view }) }), h("span", {}, t().views[view]))),
  );
}

/** Bring the choices to life. */
export function startViewChoice() {
  top.addEventListener("change", () => choose({ top: Number(top.value) }));
  grouped.addEventListener("change", () => change({ grouped: grouped.checked }));
}
