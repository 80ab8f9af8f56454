// Laboratory values and whatever else was measured: a row for each, whose number and unit can be mended.

import { h } from "../base/dom.js";
import { language, nameOf, t } from "../base/i18n.js";
import { UNJUDGED, change, state } from "../base/state.js";
import { measurementOf, mendMeasurement, numberField, remark, removeMeasurement, say, written } from "./quantity.js";
import { meaningOf } from "./meanings.js";
import { learnHabit, unitText, unitWritten, unitsOf } from "./units.js";
import { focusVital, isVital, ownUnit } from "./vitals.js";

const list = document.querySelector("#measurements");

const problems = new Map(); // code → why its number cannot be read

/** The value of a measurement with its unit, for the suggestions. */
export const typed = ({ value, unit }) => (value === null ? unitText(unit) : `${written(value)} ${unitText(unit)}`.trim());

/** Put measurements at the top; another value of the same quantity takes the place of the one that stands there. */
export function addMeasurements(added) {
  const codes = new Set(added.map((item) => item.code));
  const rows = added.map(({ code, names, value, unit }) => ({ code, names, value, unit, ...UNJUDGED }));
  for (const code of codes) problems.delete(code);
  change({ measurements: [...rows, ...state.measurements.filter((item) => !codes.has(item.code))] });
  const empty = rows.find((item) => item.value === null);
  if (empty && !focusVital(empty.code)) list.querySelector(`[data-code="${CSS.escape(empty.code)}"] input`)?.focus();
}

const remove = (code) => {
  problems.delete(code);
  removeMeasurement(code);
};

function row(item) {
  const { code } = item;
  const name = nameOf(item);
  const own = ownUnit(code, item.unit);
  const units = unitsOf(code, own);
  const unit = h("input", {
    type: "text",
    class: "unit",
    autocomplete: "off",
    maxLength: 40,
    value: unitText(item.unit),
    "aria-label": t().unitOf(name),
    onchange: () => {
      const chosen = unitWritten(unit.value) || own;
      learnHabit(code, own, chosen);
      mendMeasurement(code, { unit: chosen });
    },
  });
  const other = units.find((one) => one !== item.unit);
  return h(
    "li",
    { class: "measurement", "data-code": code },
    h("span", { class: "name", title: `LOINC ${code}` }, name),
    numberField({
      label: t().valueOf(name),
      value: written(item.value),
      take: ({ value, problem }) => {
        if (problem) problems.set(code, problem);
        else problems.delete(code);
        mendMeasurement(code, { value: value ?? null }); // what cannot be read is not sent
      },
    }),
    unit,
    other && units.length > 1
      ? h("button", { type: "button", class: "swap", title: t().otherUnit(unitText(other)), "aria-label": `${name}: ${t().otherUnit(unitText(other))}`, onclick: () => (learnHabit(code, own, other), mendMeasurement(code, { unit: other })) }, "⇄")
      : h("span", { class: "swap" }),
    h("button", { type: "button", class: "remove", "aria-label": t().remove(name), onclick: () => remove(code) }, "×"),
    h("div", { class: "remark" }),
  );
}

const signature = () => JSON.stringify([language(), state.measurements.filter((item) => !isVital(item.code)).map((item) => [item.code, item.unit])]);
let drawn = "";

/** Say of each row what is to be said, without touching what is being typed. */
function drawRemarks() {
  for (const line of list.children) {
    const item = measurementOf(line.dataset.code);
    const [value, unit] = line.querySelectorAll("input");
    const problem = problems.get(item.code) ?? null;
    if (document.activeElement !== value && !problem) value.value = written(item.value);
    const said = remark(item, ownUnit(item.code, item.unit), problem);
    const refused = item.value !== null && meaningOf(item)?.refused;
    value.setAttribute("aria-invalid", String(Boolean(problem) || refused === "impossible" || (item.value === null && document.activeElement !== value)));
    unit.setAttribute("aria-invalid", String(refused === "unit"));
    say(line.querySelector(".remark"), [said]);
  }
}

/** Draw the rows as they are, keeping the keyboard where it was. */
export function drawMeasurements() {
  const now = signature();
  if (now !== drawn) {
    drawn = now;
    const focused = document.activeElement;
    const place = list.contains(focused) && [focused.closest("li").dataset.code, [...focused.closest("li").querySelectorAll("input, button")].indexOf(focused)];
    list.replaceChildren(...state.measurements.filter((item) => !isVital(item.code)).map(row));
    if (place) {
      const again = list.querySelector(`[data-code="${CSS.escape(place[0])}"]`);
      (again?.querySelectorAll("input, button")[place[1]] ?? document.querySelector("#query")).focus();
    }
  }
  drawRemarks();
}
