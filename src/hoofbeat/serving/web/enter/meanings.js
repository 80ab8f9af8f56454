// What each measurement means, asked while it is typed: the finding it becomes, or that nobody can have the value.

import { meanings } from "../base/api.js";
import { debounced } from "../base/dom.js";
import { offers } from "../base/offers.js";
import { ageInYears, change, onChange, state } from "../base/state.js";
import { isRankedBy } from "./vitals.js";

const DELAY = 20;

let known = new Map(); // measurement as it was asked for → what the service said of it
let asked = "";
let pending = null;

const named = ({ code, value, unit }) => JSON.stringify([code, value, unit, ageInYears(), state.sex]);

/** What the service says of a measurement: `null` while it has not said anything. */
export const meaningOf = (item) => known.get(named(item)) ?? null;

/** Say of each value what is known of it now, and tell everyone. */
function settle() {
  const judged = (item) => {
    const said = meaningOf(item);
    return { ...item, judged: true, refused: said?.refused ?? null, silent: Boolean(said?.known && !said.finding) && !isRankedBy(item.code) };
  };
  change({ measurements: state.measurements.map((item) => (item.value === null ? item : judged(item))) });
}

/** Ask about these, one by one where one of them has a unit that is none: the others are judged all the same. */
async function judge(items, signal) {
  const request = { measurements: items.map(({ code, value, unit }) => ({ code, value, unit })), age: ageInYears(), sex: state.sex };
  try {
    const { measurements } = await meanings(request, signal);
    return measurements.map((said) => ({ ...said, refused: said.possible ? null : "impossible" }));
  } catch (error) {
    if (error.status !== 422) throw error;
    const bad = new Set(error.fields.map(({ field }) => Number(/^measurements\[(\d+)\]/.exec(field)?.[1])));
    const left = items.filter((_, position) => !bad.has(position));
    if (left.length === items.length) throw error;
    const rest = left.length ? await judge(left, signal) : [];
    return items.map((_, position) => (bad.has(position) ? { refused: "unit" } : rest.shift()));
  }
}

async function refresh() {
  const items = state.measurements.filter((item) => item.value !== null);
  const question = JSON.stringify(items.map(named));
  if (question === asked) return;
  asked = question;
  pending?.abort();
  if (!items.length) return;
  if (!offers("/v1/measurements")) return settle();
  const mine = (pending = new AbortController());
  const keys = items.map(named);
  try {
    const said = await judge(items, mine.signal);
    known = new Map(keys.map((key, position) => [key, said[position]]));
  } catch (error) {
    if (error.name === "AbortError") return; // else the differential itself judges
  }
  settle();
}

/** Ask again, though nothing changed: what the service offers is known now, or it answers again. */
export function judgeAgain() {
  asked = "";
  void refresh();
}

/** Follow the case. */
export const startMeanings = () => onChange(debounced(() => void refresh(), DELAY));
