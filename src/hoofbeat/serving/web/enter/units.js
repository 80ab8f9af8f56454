// Units as they are written here: each reader's habit, remembered, and UCUM in signs that people use.

const KEPT = "hoofbeat.units";

/** What a habit chooses between: the first of each is what is offered until the reader chooses. */
export const HABITS = { temperature: ["Cel", "[degF]"], labs: ["conventional", "si"] };

// Code → its unit in the other habit; the table of the service names the first.
const SI = {
  "2345-7": "mmol/L",
  "1558-6": "mmol/L",
  "3094-0": "mmol/L",
  "3091-6": "mmol/L",
  "17861-6": "mmol/L",
  "19123-9": "mmol/L",
  "2777-1": "mmol/L",
  "2093-3": "mmol/L",
  "2571-8": "mmol/L",
  "18262-6": "mmol/L",
  "2085-9": "mmol/L",
  "2160-0": "umol/L",
  "3084-1": "umol/L",
  "1975-2": "umol/L",
  "1968-7": "umol/L",
  "2498-4": "umol/L",
  "718-7": "g/L",
  "786-4": "g/L",
  "2885-2": "g/L",
  "1751-7": "g/L",
  "10834-0": "g/L",
  "3255-7": "g/L",
  "4548-4": "mmol/mol",
  "2143-6": "nmol/L",
  "1989-3": "nmol/L",
  "2284-8": "nmol/L",
  "2132-9": "pmol/L",
  "3024-7": "pmol/L",
  "2703-7": "kPa",
  "2019-8": "kPa",
};

const SIGNS = {
  Cel: "°C",
  "[degF]": "°F",
  "mm[Hg]": "mmHg",
  "10*3/uL": "10³/µL",
  "10*6/uL": "10⁶/µL",
  "u[IU]/mL": "µIU/mL",
  "mL/min/{1.73_m2}": "mL/min/1.73 m²",
  "ng/mL{FEU}": "ng/mL FEU",
  "{score}": "",
  "{ratio}": "",
  "{INR}": "",
  "[pH]": "",
};

let chosen = kept();

function kept() {
  try {
    const found = JSON.parse(localStorage.getItem(KEPT)) ?? {};
    return Object.fromEntries(Object.entries(HABITS).filter(([habit, units]) => units.includes(found[habit])).map(([habit]) => [habit, found[habit]]));
  } catch {
    return {}; // storage may be forbidden, or hold what an older page wrote
  }
}

/** What this reader is used to: a unit of temperature, or how laboratories print. */
export const habit = (which) => chosen[which] ?? HABITS[which][0];

/** Remember what this reader is used to. */
export function rememberHabit(which, unit) {
  if (habit(which) === unit) return;
  chosen = { ...chosen, [which]: unit };
  try {
    localStorage.setItem(KEPT, JSON.stringify(chosen));
  } catch {
    // not remembered, and nothing else is lost
  }
}

const habitOf = (code) => (code === "8310-5" ? "temperature" : code in SI ? "labs" : null);

/** The units that a quantity is printed in, the one of the table first. */
export const unitsOf = (code, own) => (code === "8310-5" ? HABITS.temperature : code in SI ? [own, SI[code]] : [own]);

/** The unit to offer for a quantity whose unit in the table is this. */
export function unitFor(code, own) {
  const units = unitsOf(code, own);
  const which = habitOf(code);
  return which ? units[HABITS[which].indexOf(habit(which))] : own;
}

/** Learn a habit from the unit that was chosen for a quantity. */
export function learnHabit(code, own, unit) {
  const which = habitOf(code);
  const place = unitsOf(code, own).indexOf(unit);
  if (which && place >= 0) rememberHabit(which, HABITS[which][place]);
}

/** A unit in the signs that people use. */
export const unitText = (unit) => SIGNS[unit] ?? unit.replace(/\bu(?=(?:mol|g|L)\b)/g, "µ");

/** What a reader wrote, in UCUM where it is one of our signs; else as it was written, which the service may know. */
export const unitWritten = (text) => Object.keys(SIGNS).find((unit) => SIGNS[unit] && SIGNS[unit] === text.trim()) ?? text.trim();
