// A number that was measured: how its field reads what is typed, and what is said of it below.

import { debounced, h } from "../base/dom.js";
import { number } from "../base/format.js";
import { foreign, language, nameOf, t } from "../base/i18n.js";
import { readQuantity } from "../base/numbers.js";
import { UNJUDGED, change, state } from "../base/state.js";
import { meaningOf } from "./meanings.js";
import { learnHabit, unitText, unitsOf } from "./units.js";

// "1" is no glucose yet, and nobody wants to be told so before "140" is written.
const PATIENCE = 450;

/** A number as the reader writes it, without the zeros that nobody typed. */
export const written = (value) => (value === null ? "" : value.toLocaleString(language(), { maximumFractionDigits: 6, useGrouping: false }));

/** The measurement of this code in the case. */
export const measurementOf = (code) => state.measurements.find((item) => item.code === code);

/** Take what was typed of a measurement in the case. */
export const mendMeasurement = (code, changes) =>
  change({ measurements: state.measurements.map((item) => (item.code === code ? { ...item, ...UNJUDGED, ...changes } : item)) });

/** Take a measurement out of the case. */
export const removeMeasurement = (code) => change({ measurements: state.measurements.filter((item) => item.code !== code) });

/** Choose another unit for a measurement, and remember what this reader is used to. */
export function chooseUnit(code, own, unit) {
  learnHabit(code, own, unit);
  mendMeasurement(code, { unit });
}

/**
 * A field for a number. `take(reading)` is called with `{ value }` or `{ problem }` once typing rests, and `{}` where
 * nothing stands there.
 */
export function numberField({ label, value, take, ...more }) {
  const read = () => {
    const text = field.value.trim();
    take(text ? readQuantity(text) : {});
  };
  const soon = debounced(() => document.contains(field) && field.value !== taken && ((taken = field.value), read()), PATIENCE);
  let taken = value;
  const field = h("input", {
    type: "text",
    inputmode: "decimal",
    autocomplete: "off",
    maxLength: 12,
    value,
    "aria-label": label,
    oninput: soon,
    onchange: () => ((taken = field.value), read()),
    ...more,
  });
  return field;
}

const range = ({ least, most }, unit) => `${number(least, decimals(least))} – ${number(most, decimals(most))} ${unitText(unit)}`.trim();
const decimals = (value) => (Number.isInteger(value) ? 0 : Math.abs(value) < 10 ? 1 : 0);

/** Above or below its reference: an arrow that is also said. */
const direction = (item, said) =>
  said.high !== null && item.value > said.high
    ? h("span", { title: t().above(number(said.high, decimals(said.high))) }, "↑ ")
    : said.low !== null && item.value < said.low && h("span", { title: t().below(number(said.low, decimals(said.low))) }, "↓ ");

function impossible(item, said, own) {
  const other = unitsOf(item.code, own).find((unit) => unit !== item.unit);
  return h(
    "p",
    { class: "problem", role: "alert" },
    t().impossible(range(said, item.unit)),
    other && [" ", h("button", { type: "button", class: "link", onclick: () => chooseUnit(item.code, own, other) }, t().meantUnit(`${written(item.value)} ${unitText(other)}`))],
  );
}

/** What is said below a number: the finding it becomes, or why it does not count; `null` if there is nothing to say. */
export function remark(item, own, problem = null) {
  if (problem) return h("p", { class: "problem", role: "alert" }, t().valueProblem[problem]);
  const said = item && item.value !== null && meaningOf(item);
  if (!said) return null;
  if (said.refused === "unit") return h("p", { class: "problem", role: "alert" }, t().unitRefused(nameOf(item)));
  if (said.refused) return impossible(item, said, own);
  if (!said.finding) return null;
  return h("p", { class: "becomes" }, direction(item, said), h("span", { lang: foreign(said.finding) }, nameOf(said.finding)));
}

/** Put what is said below a number in its place; what stands there already is not said again to who listens. */
export function say(place, remarks) {
  const said = remarks.filter(Boolean);
  if (place.textContent !== said.map((one) => one.textContent).join("")) place.replaceChildren(...said);
}
