// What was measured: a row for each, whose number and unit can be mended. Both decimal marks are read.

import { h } from "./dom.js";
import { language, nameOf, t } from "./i18n.js";
import { readQuantity } from "./numbers.js";
import { change, state } from "./state.js";

const list = document.querySelector("#measurements");

/** A number as the reader writes it, without the zeros that nobody typed. */
const written = (value) => (value === null ? "" : value.toLocaleString(language(), { maximumFractionDigits: 6, useGrouping: false }));

/** The value of a measurement with its unit, for the suggestions. */
export const typed = ({ value, unit }) => (value === null ? unit : `${written(value)} ${unit}`);

/** Put measurements at the top; another value of the same quantity takes the place of the one that stands there. */
export function addMeasurements(added) {
  const codes = new Set(added.map((item) => item.code));
  const rows = added.map(({ code, names, value, unit }) => ({ code, names, value, unit }));
  change({ measurements: [...rows, ...state.measurements.filter((item) => !codes.has(item.code))] });
  const empty = rows.find((item) => item.value === null);
  if (empty) list.querySelector(`[data-code="${CSS.escape(empty.code)}"] input`).focus();
}

const remove = (code) => change({ measurements: state.measurements.filter((item) => item.code !== code) });

/** Take what was typed in a row, which stands there already: drawn anew, it would lose the keyboard. */
function mend(code, changes) {
  const measurements = state.measurements.map((item) => (item.code === code ? { ...item, ...changes } : item));
  drawn = signature(measurements);
  change({ measurements });
}

const signature = (measurements) => JSON.stringify([language(), measurements]);
let drawn = "";

function row(item) {
  const name = nameOf(item);
  const problem = h("p", { class: "problem", role: "alert", hidden: true });
  const value = h("input", {
    type: "text",
    inputmode: "decimal",
    autocomplete: "off",
    maxLength: 12,
    value: written(item.value),
    "aria-label": t().valueOf(name),
    "aria-invalid": String(item.value === null),
    onchange: () => {
      const read = readQuantity(value.value);
      value.setAttribute("aria-invalid", String("problem" in read));
      problem.hidden = !("problem" in read);
      problem.textContent = "problem" in read ? t().valueProblem[read.problem] : "";
      mend(item.code, { value: read.value ?? null }); // what cannot be read is not sent
    },
  });
  const unit = h("input", {
    type: "text",
    class: "unit",
    autocomplete: "off",
    maxLength: 40,
    value: item.unit,
    "aria-label": t().unitOf(name),
    onchange: () => mend(item.code, { unit: unit.value.trim() || item.unit }),
  });
  return h(
    "li",
    { class: "measurement", "data-code": item.code },
    h("span", { class: "name", title: `LOINC ${item.code}` }, name),
    value,
    unit,
    h("button", { type: "button", class: "remove", "aria-label": t().remove(name), onclick: () => remove(item.code) }, "×"),
    problem,
  );
}

/** Draw the rows as they are, keeping the keyboard where it was. */
export function drawMeasurements() {
  const now = signature(state.measurements);
  if (now === drawn) return;
  drawn = now;
  const focused = list.contains(document.activeElement);
  list.replaceChildren(...state.measurements.map(row));
  if (focused) document.querySelector("#query").focus(); // the row that held it was removed
}
