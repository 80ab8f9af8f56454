// Since when a finding is there: an age, as it is typed, or birth.

import { h } from "../base/dom.js";
import { number } from "../base/format.js";
import { nameOf, t } from "../base/i18n.js";
import { ageInYears, setOnset } from "../base/state.js";
import * as languages from "../words/all.js";
import { PER_YEAR, isPossible, readAge } from "./age.js";

const BIRTH = new Set(Object.values(languages).flatMap((language) => language.typedAge.birth));

let editing = null; // id of the finding whose onset is being typed
let draft = "";

/** An age in years in the words of the page: "birth", "6 weeks", "8 months", "2.5 years". */
export function ageText(years) {
  if (years === 0) return t().birth;
  const unit = years < 4 / PER_YEAR.weeks - 1e-9 ? "days" : years < 3 / 12 - 1e-9 ? "weeks" : years < 2 - 1e-9 ? "months" : "years";
  const count = Math.round(years * PER_YEAR[unit] * 10) / 10;
  return t().count(number(count, Number.isInteger(count) ? 0 : 1), unit, count);
}

/** The age at which something began: `{ years }`, or `{ problem }`. */
function read(text) {
  if (BIRTH.has(text.trim().toLowerCase())) return { years: 0 };
  const found = readAge(text, "years");
  if (!found) return { years: null };
  if (!isPossible(found)) return { problem: "unreadable" };
  const years = found.value / PER_YEAR[found.unit];
  const age = ageInYears();
  return age !== null && years >= age + 1 ? { problem: "later" } : { years };
}

function editor(finding, redraw) {
  const problem = h("p", { class: "problem", role: "alert", hidden: true });
  const leave = () => {
    editing = null;
    redraw(finding.id);
  };
  const take = () => {
    const found = read(field.value);
    problem.hidden = !found.problem;
    problem.textContent = found.problem ? t().onsetProblem[found.problem] : "";
    field.setAttribute("aria-invalid", String(Boolean(found.problem)));
    if (found.problem) return;
    editing = null;
    setOnset(finding.id, found.years);
    redraw(finding.id);
  };
  const field = h("input", {
    type: "text",
    autocomplete: "off",
    maxLength: 40,
    value: draft,
    placeholder: t().onsetHint,
    "aria-label": t().onsetOf(nameOf(finding)),
    oninput: () => (draft = field.value),
    onchange: take,
    onkeydown: (event) => {
      if (event.key !== "Escape" && event.key !== "Enter") return;
      event.preventDefault(); // else the button that gets the keyboard would be pressed by the same key
      if (event.key === "Escape") leave();
      else take();
    },
  });
  return h("div", { class: "onset-editor" }, h("span", { "aria-hidden": "true" }, t().since), field, problem);
}

/** The button that says since when, and the field below it while it is typed; `redraw(id)` draws and gives the keyboard back. */
export function onset(finding, redraw) {
  if (finding.excluded) return [];
  const known = finding.onset !== null;
  const edit = () => {
    editing = editing === finding.id ? null : finding.id;
    draft = known ? ageText(finding.onset) : "";
    redraw(finding.id, editing === finding.id);
  };
  const button = h(
    "button",
    { type: "button", class: known ? "onset known" : "onset", "aria-expanded": String(editing === finding.id), "aria-label": known ? `${t().onsetOf(nameOf(finding))}: ${ageText(finding.onset)}` : t().onsetOf(nameOf(finding)), title: t().onsetTitle, onclick: edit },
    known ? ageText(finding.onset) : t().onset,
  );
  return editing === finding.id ? [button, editor(finding, redraw)] : [button];
}

/** Leave what was being typed. */
export const closeOnset = () => (editing = null);
