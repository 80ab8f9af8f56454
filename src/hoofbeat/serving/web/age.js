// An age as it is typed, in Spanish or English: "2,5", "2.5", "8 meses", "3 wk", "2 años y 6 meses".

import { readDecimal } from "./numbers.js";

/** How many of each unit make a year. */
export const PER_YEAR = { years: 1, months: 12, weeks: 365.25 / 7, days: 365.25 };

export const MAX_AGE_YEARS = 130;

const WORDS = {
  years: ["a", "aa", "año", "años", "ano", "anos", "y", "yr", "yrs", "yo", "y/o", "year", "years"],
  months: ["m", "mes", "meses", "mo", "mos", "mth", "mths", "month", "months"],
  weeks: ["s", "sem", "semana", "semanas", "w", "wk", "wks", "week", "weeks"],
  days: ["d", "dia", "dias", "día", "días", "day", "days"],
};

const UNIT_OF = Object.fromEntries(Object.entries(WORDS).flatMap(([unit, words]) => words.map((word) => [word, unit])));
const PART = /^\s*([\d.,]+)\s*([\p{L}/]+)?\.?\s*/u;
const AND = /^(?:,|y|e|and|con)\s+(?=\d)/i;
const OLD = /^(?:old|de edad|of age)$/i;

/**
 * Read an age: `null` where nothing is written, else `{ value, unit }` in the first unit written (the given one where
 * none is); the value is `NaN` where it cannot be read.
 */
export function readAge(text, unit) {
  const parts = split(text.normalize("NFC").trim().toLowerCase(), unit);
  if (!parts) return { value: NaN, unit };
  if (!parts.length) return null;
  const first = parts[0].unit;
  if (parts.length === 1) return parts[0]; // exactly as it was written
  const value = parts.reduce((sum, part) => sum + (part.value / PER_YEAR[part.unit]) * PER_YEAR[first], 0);
  return { value, unit: first };
}

/** "2 años y 6 meses" → its two parts, each smaller than the one before; `null` if something else stands there. */
function split(text, unit) {
  const parts = [];
  let rest = text;
  while (rest && !OLD.test(rest)) {
    const [all, number, word] = PART.exec(rest) ?? [];
    const named = word === undefined ? unit : UNIT_OF[word];
    const before = parts.at(-1);
    if (!all || !named || (before && (word === undefined || PER_YEAR[named] <= PER_YEAR[before.unit]))) return null;
    parts.push({ value: readDecimal(number), unit: named });
    rest = rest.slice(all.length).replace(AND, "");
  }
  return parts;
}

/** Whether an age is one that somebody may have. */
export const isPossible = ({ value, unit }) => value >= 0 && value / PER_YEAR[unit] <= MAX_AGE_YEARS;
