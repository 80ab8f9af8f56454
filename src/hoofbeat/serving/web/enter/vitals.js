// The vital signs at once: a cell for each, always there, in the unit that this reader is used to.

import { h } from "../base/dom.js";
import { language, nameOf, t } from "../base/i18n.js";
import { UNJUDGED, change, state } from "../base/state.js";
import { measurementOf, mendMeasurement, numberField, remark, removeMeasurement, say, written } from "./quantity.js";
import { meaningOf } from "./meanings.js";
import { HABITS, habit, rememberHabit, unitText } from "./units.js";

const grid = document.querySelector("#vitals");

const TEMPERATURE = "8310-5";

// Every one of the table of the service, in the order in which they are taken; a pressure is written with both numbers.
const CELLS = [
  { key: "temperature", codes: [TEMPERATURE], unit: "Cel" },
  { key: "pulse", codes: ["8867-4"], unit: "/min" },
  { key: "breaths", codes: ["9279-1"], unit: "/min" },
  { key: "pressure", codes: ["8480-6", "8462-4"], unit: "mm[Hg]" },
  { key: "saturation", codes: ["2708-6"], unit: "%" },
  { key: "coma", codes: ["9269-2"], unit: "{score}" },
];

const OWN = new Map(CELLS.flatMap(({ codes, unit }) => codes.map((code) => [code, unit])));

let names = new Map(); // code → names, as the service has them
let units = new Map(); // code → unit of the table
let ranked = new Set(); // codes whose value the model reads itself

/** Take in what can be measured. */
export function learnMeasurable(items) {
  names = new Map(items.map((item) => [item.code, item.names]));
  units = new Map(items.map((item) => [item.code, item.unit]));
  ranked = new Set(items.filter((item) => item.in_model).map((item) => item.code));
  drawVitals();
}

/** Whether the model reads a value itself, beside the finding that may follow from it. */
export const isRankedBy = (code) => ranked.has(code);

/** Whether a quantity has its cell here. */
export const isVital = (code) => OWN.has(code);

/** The unit of a quantity in the table; of one it lacks, the given one. */
export const ownUnit = (code, given) => units.get(code) ?? OWN.get(code) ?? given;

const namesOf = (code) => measurementOf(code)?.names ?? names.get(code) ?? { en: t().vitals[CELLS.find(({ codes }) => codes.includes(code)).key] };

const unitNow = (code) => measurementOf(code)?.unit ?? (code === TEMPERATURE ? habit("temperature") : OWN.get(code));

const problems = new Map(); // code → why its number cannot be read

function take(code, { value, problem }) {
  if (problem) problems.set(code, problem);
  else problems.delete(code);
  if (value === undefined && !problem) return measurementOf(code) ? removeMeasurement(code) : drawVitals();
  if (measurementOf(code)) return mendMeasurement(code, { value: value ?? null });
  const item = { code, names: namesOf(code), value: value ?? null, unit: unitNow(code), ...UNJUDGED };
  change({ measurements: [...state.measurements, item] });
}

function chooseTemperature(unit) {
  rememberHabit("temperature", unit);
  if (measurementOf(TEMPERATURE)) mendMeasurement(TEMPERATURE, { unit });
  else drawVitals();
}

const labelOf = (code) => t().valueOf(nameOf({ names: namesOf(code) }));

const field = (code) =>
  numberField({ label: labelOf(code), value: written(measurementOf(code)?.value ?? null), take: (reading) => take(code, reading), "data-code": code });

function cell({ key, codes, unit }) {
  return h(
    "div",
    { class: `vital ${key}`, role: "group", "aria-label": t().vitals[key] },
    h("span", { class: "label", "aria-hidden": "true" }, t().vitals[key]),
    h(
      "span",
      { class: "joined" },
      codes.flatMap((code, position) => (position ? [h("span", { class: "over", "aria-hidden": "true" }, "/"), field(code)] : [field(code)])),
      key === "temperature"
        ? h(
            "select",
            { "aria-label": t().unitOf(t().vitals.temperature), autocomplete: "off", onchange: (event) => chooseTemperature(event.target.value) },
            HABITS.temperature.map((one) => h("option", { value: one }, unitText(one))),
          )
        : h("span", { class: "unit", "aria-hidden": "true" }, unitText(unit)),
    ),
    h("div", { class: "remark" }),
  );
}

let drawn = "";

/** Put the keyboard into a cell; `false` if the quantity has none. */
export function focusVital(code) {
  const found = grid.querySelector(`input[data-code="${code}"]`);
  found?.focus();
  return Boolean(found);
}

/** Draw the cells as the case has them; what is being typed, or cannot be read, stays as it was typed. */
export function drawVitals() {
  if (drawn !== language()) {
    drawn = language();
    grid.replaceChildren(...CELLS.map(cell));
  }
  const degrees = grid.querySelector("select");
  if (![...degrees.options].some(({ value }) => value === unitNow(TEMPERATURE))) degrees.append(h("option", { value: unitNow(TEMPERATURE) }, unitText(unitNow(TEMPERATURE))));
  degrees.value = unitNow(TEMPERATURE);
  CELLS.forEach(({ codes, unit }, position) => {
    const box = grid.children[position];
    const remarks = codes.map((code) => {
      const item = measurementOf(code);
      const input = box.querySelector(`[data-code="${code}"]`);
      input.setAttribute("aria-label", labelOf(code)); // its name may have come meanwhile
      if (!item && input.value.trim() === "") problems.delete(code);
      const problem = problems.get(code) ?? null;
      if (document.activeElement !== input && !problem) input.value = written(item?.value ?? null);
      input.setAttribute("aria-invalid", String(Boolean(problem) || (item?.value != null && Boolean(meaningOf(item)?.refused))));
      return remark(item, unit, problem);
    });
    const shown = box.querySelector("span.unit");
    if (shown) shown.textContent = unitText(unitNow(codes[0]));
    say(box.querySelector(".remark"), remarks);
  });
}

/** Forget what was typed and could not be read. */
export function resetVitals() {
  problems.clear();
  for (const input of grid.querySelectorAll("input")) input.value = "";
  drawVitals();
}
