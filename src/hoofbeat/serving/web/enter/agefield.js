// The age's field: read as it is typed, said back where it could be misread, refused where it is no age.

import { PER_YEAR, isPossible, readAge } from "./age.js";
import { debounced } from "../base/dom.js";
import { number } from "../base/format.js";
import { t } from "../base/i18n.js";
import { change, state } from "../base/state.js";

const age = document.querySelector("#age");
const unit = document.querySelector("#age-unit");
const problem = document.querySelector("#age-problem");
const said = document.querySelector("#age-read");

const shown = () => (state.age === null ? "" : number(state.age, state.age % 1 ? 2 : 0).replace(/(\D\d)0$/, "$1"));

// "8 me" is no age yet, and nobody wants to be told so before "8 meses" is written.
const PATIENCE = 700;

const isWrong = () => age.getAttribute("aria-invalid") === "true";

/** "2,5 años" in whole years and months, so that nobody has to wonder what the comma meant; nothing for whole numbers. */
function inWords() {
  if (state.age === null || !(state.age % 1)) return "";
  const days = Math.round((state.age * PER_YEAR.days) / PER_YEAR[state.ageUnit]);
  const months = Math.floor((days * PER_YEAR.months) / PER_YEAR.days + 0.01);
  const left = Math.round(days - (months * PER_YEAR.days) / PER_YEAR.months);
  const parts = [["years", Math.floor(months / 12)], ["months", months % 12], ["days", months < 24 ? left : 0]];
  return parts.filter(([, count]) => count > 0).map(([name, count]) => t().count(count, name)).join(", ");
}

/** Draw the age as the case has it; what is being typed, or is no age, stays as it was typed. */
export function drawAge() {
  if (document.activeElement !== age && !isWrong()) age.value = shown();
  unit.value = state.ageUnit;
  const words = inWords();
  said.hidden = !words;
  said.textContent = words && `= ${words}`;
  if (!isWrong() || document.activeElement !== age) drawProblem();
}

function drawProblem() {
  problem.hidden = !isWrong();
  problem.textContent = isWrong() ? t().ageProblem : "";
}

const drawProblemSoon = debounced(drawProblem, PATIENCE);

function read() {
  const found = readAge(age.value, unit.value) ?? { value: null, unit: unit.value };
  const wrong = found.value !== null && !isPossible(found);
  age.setAttribute("aria-invalid", String(wrong));
  change({ age: wrong ? null : found.value, ageUnit: found.unit });
  if (wrong) drawProblemSoon();
}

/** Forget what was typed. */
export function resetAge() {
  age.value = "";
  age.setAttribute("aria-invalid", "false");
  drawAge();
}

/** Bring the field to life. */
export function startAge() {
  age.addEventListener("input", read);
  age.addEventListener("blur", drawAge);
  unit.addEventListener("change", read);
}
