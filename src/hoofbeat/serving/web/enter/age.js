// An age as it is typed, in any language of the page: "2,5", "2.5", "8 meses", "3 wk", "2 años y 6 meses".

import { readDecimal } from "../base/numbers.js";
import * as languages from "../words/all.js";

/** How many of each unit make a year. */
export const PER_YEAR = { years: 1, months: 12, weeks: 365.25 / 7, days: 365.25 };

export const MAX_AGE_YEARS = 130;

const TYPED = Object.values(languages).map((language) => language.typedAge);
const UNIT_OF = Object.fromEntries(Object.keys(PER_YEAR).flatMap((unit) => TYPED.flatMap((typed) => typed[unit].map((word) => [word, unit]))));
const anyOf = (key) => TYPED.flatMap((typed) => typed[key]).join("|");

const PART = /^\s*([\d.,]+)\s*([\p{L}/]+)?\.?\s*/u;
const AND = new RegExp(`^(?:,|${anyOf("and")})\\s+(?=\\d)`, "i");
const OLD = new RegExp(`^(?:${anyOf("old")})$`, "i");

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
