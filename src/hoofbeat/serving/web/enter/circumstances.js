// Where one asks, and what else is known of the patient: setting, region, course and pregnancy, each a choice.

import { h } from "../base/dom.js";
import { t } from "../base/i18n.js";
import { change, chooseHome, mayBePregnant, state } from "../base/state.js";

const NOT_STATED = "";

const pregnancy = document.querySelector("#pregnancy");

const fields = [
  {
    select: document.querySelector("#setting"),
    choices: () => Object.entries(t().settings),
    read: () => state.setting,
    choose: (setting) => chooseHome({ setting }),
  },
  {
    select: document.querySelector("#region"),
    choices: () => stated(t().regions),
    read: () => state.region,
    choose: (region) => chooseHome({ region: region || null }),
  },
  {
    select: document.querySelector("#course"),
    choices: () => stated(t().courses),
    read: () => state.course,
    choose: (course) => change({ course: course || null }),
  },
  {
    select: pregnancy,
    choices: () => stated(t().pregnancies),
    read: () => (state.pregnant === null ? null : String(state.pregnant)),
    choose: (answer) => change({ pregnant: answer === NOT_STATED ? null : answer === "true" }),
  },
];

const stated = (texts) => [[NOT_STATED, "—"], ...Object.entries(texts)];

/** Write the choices in the reader's language. */
export function translateCircumstances() {
  for (const { select, choices } of fields)
    select.replaceChildren(...choices().map(([value, text]) => h("option", { value, "aria-label": value === NOT_STATED && t().unstated }, text)));
  drawCircumstances();
}

/** Draw the choices as the case has them; pregnancy only where there may be one. */
export function drawCircumstances() {
  for (const { select, read } of fields) {
    select.value = read() ?? NOT_STATED;
    select.title = select.value === NOT_STATED ? t().unstated : select.selectedOptions[0].text; // the row is narrow
    select.closest(".field").classList.toggle("unstated", select.value === NOT_STATED);
  }
  pregnancy.closest(".field").hidden = !mayBePregnant();
}

/** Bring the choices to life. */
export function startCircumstances() {
  for (const { select, choose } of fields) select.addEventListener("change", () => choose(select.value));
}
