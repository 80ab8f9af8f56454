// The case on the left: findings as cards, age, sex, examples.

import { h } from "./dom.js";
import { nameOf, t } from "./i18n.js";
import { change, markFinding, removeFinding, startOver, state } from "./state.js";

const MAX_AGE_YEARS = 130;
const FEW_FINDINGS = 3;

const age = document.querySelector("#age");
const unit = document.querySelector("#age-unit");
const problem = document.querySelector("#age-problem");
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
    h("span", { class: "name", title: finding.id }, name),
    h(
      "span",
      { class: "states", role: "group", "aria-label": t().stateOf(name) },
      choice(false, t().present),
      choice(true, t().absent),
    ),
    h(
      "button",
      { type: "button", class: "remove", "aria-label": t().remove(name), onclick: () => removeFinding(finding.id) },
      "×",
    ),
  );
}

/** Draw the case as it is, keeping the keyboard where it was. */
export function drawCase() {
  const list = document.querySelector("#findings");
  const focused = list.contains(document.activeElement) && document.activeElement;
  const place = focused && [focused.closest("li").dataset.id, [...focused.closest("li").querySelectorAll("button")].indexOf(focused)];
  list.replaceChildren(...state.findings.map(card));
  if (place) {
    const row = [...list.children].find((item) => item.dataset.id === place[0]);
    (row?.querySelectorAll("button")[place[1]] ?? document.querySelector("#query")).focus();
  }
  const observed = state.findings.filter((finding) => !finding.excluded).length;
  document.querySelector("#thin").hidden = state.findings.length === 0 || observed >= FEW_FINDINGS;
  document.querySelector("#clear").hidden = !state.findings.length && !state.measurements.length && state.age === null && state.sex === "unknown";
  if (document.activeElement !== age && problem.hidden) age.value = state.age ?? "";
  unit.value = state.ageUnit;
  for (const radio of sexes) radio.checked = radio.value === state.sex;
}

function readAge() {
  const most = unit.value === "months" ? MAX_AGE_YEARS * 12 : MAX_AGE_YEARS;
  const value = age.value === "" ? null : Number(age.value);
  const wrong = age.validity.badInput || (value !== null && !(value >= 0 && value <= most));
  problem.hidden = !wrong;
  problem.textContent = wrong ? t().ageProblem : "";
  age.setAttribute("aria-invalid", String(wrong));
  age.max = String(most);
  change({ age: wrong ? null : value, ageUnit: unit.value });
}

/** Bring age, sex and the clear button to life. */
export function startCase() {
  age.addEventListener("input", readAge);
  unit.addEventListener("change", readAge);
  for (const radio of sexes) radio.addEventListener("change", () => change({ sex: radio.value }));
  document.querySelector("#clear").addEventListener("click", () => {
    problem.hidden = true;
    age.setAttribute("aria-invalid", "false");
    startOver();
    document.querySelector("#query").focus();
  });
}
