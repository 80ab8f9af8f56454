// The case on the left: findings as cards, age, sex.

import { drawAge, resetAge, startAge } from "./agefield.js";
import { h } from "../base/dom.js";
import { foreign, nameOf, t } from "../base/i18n.js";
import { change, isStarted, markFinding, removeFinding, startOver, state } from "../base/state.js";
import { closeOnset, onset } from "./onset.js";
import { resetVitals } from "./vitals.js";
import { forgetNote } from "../note/note.js";
import { forgetFailure } from "../keep/kept.js";

const list = document.querySelector("#findings");
const sexes = [...document.querySelectorAll("input[name=sex]")];

function card(finding) {
  const name = nameOf(finding);
  const choice = (excluded, label) =>
    h(
      "button",
      {
        type: "button",
        "aria-pressed": String(finding.excluded === excluded),
        onclick: () => markFinding(finding.id, excluded),
      },
      label,
    );
  return h(
    "li",
    { class: finding.excluded ? "finding excluded" : "finding", "data-id": finding.id },
    h("span", { class: "name", title: finding.id, lang: foreign(finding) }, name),
    h(
      "span",
      { class: "states", role: "group", "aria-label": t().stateOf(name) },
      choice(false, t().present),
      choice(true, t().absent),
    ),
    onset(finding, redraw),
    h(
      "button",
      { type: "button", class: "remove", "aria-label": t().remove(name), onclick: () => removeFinding(finding.id) },
      "×",
    ),
  );
}

/** Draw the findings anew; the keyboard goes to the field that opened, or back to the button that closed it. */
function redraw(id, opened = false) {
  drawFindings();
  list.querySelector(`[data-id="${CSS.escape(id)}"] ${opened ? ".onset-editor input" : ".onset"}`)?.focus();
}

function drawFindings() {
  const focused = list.contains(document.activeElement) && document.activeElement;
  const parts = (row) => [...row.querySelectorAll("button, input")];
  const place = focused && [focused.closest("li").dataset.id, parts(focused.closest("li")).indexOf(focused)];
  list.replaceChildren(...state.findings.map(card));
  if (place) {
    const row = [...list.children].find((item) => item.dataset.id === place[0]);
    ((row && parts(row)[place[1]]) ?? document.querySelector("#query")).focus();
  }
}

/** Draw the case as it is, keeping the keyboard where it was. */
export function drawCase() {
  drawFindings();
  document.querySelector("#clear").hidden = !isStarted() && !state.kept;
  document.querySelector("#examples").hidden = isStarted();
  drawAge();
  for (const radio of sexes) radio.checked = radio.value === state.sex;
}

/** Forget what was typed and is not part of the case. */
export function resetFields() {
  closeOnset();
  resetAge();
  resetVitals();
}

/** The next patient. */
export function clearCase() {
  forgetNote();
  forgetFailure();
  startOver();
  resetFields();
  document.querySelector("#query").focus();
}

/** Bring age, sex and the clear button to life. */
export function startCase() {
  startAge();
  for (const radio of sexes) radio.addEventListener("change", () => change({ sex: radio.value }));
  document.querySelector("#clear").addEventListener("click", clearCase);
  // What stays in sight while the answer is read depends on how long it is.
  new ResizeObserver(([{ target }]) => document.documentElement.style.setProperty("--case-height", `${target.offsetHeight}px`)).observe(document.querySelector(".case"));
}
