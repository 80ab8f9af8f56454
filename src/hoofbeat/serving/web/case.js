// The case on the left: findings as cards, age, sex, examples.

import { drawAge, resetAge, startAge } from "./agefield.js";
import { h } from "./dom.js";
import { nameOf, t } from "./i18n.js";
import { change, isStarted, markFinding, removeFinding, startOver, state } from "./state.js";

const FEW_FINDINGS = 3;

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
  document.querySelector("#clear").hidden = !isStarted();
  drawAge();
  for (const radio of sexes) radio.checked = radio.value === state.sex;
}

/** Bring age, sex and the clear button to life. */
export function startCase() {
  startAge();
  for (const radio of sexes) radio.addEventListener("change", () => change({ sex: radio.value }));
  document.querySelector("#clear").addEventListener("click", () => {
    startOver();
    resetAge();
    document.querySelector("#query").focus();
  });
}
