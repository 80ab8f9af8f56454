// What was read from a note, as proposals: each waits for the physician, and nothing is entered that was not confirmed.

import { PER_YEAR } from "../enter/age.js";
import { addMeasurements } from "../enter/measurements.js";
import { resetAge } from "../enter/agefield.js";
import { change, stateFindings } from "../base/state.js";

/** Statuses that may be entered as they stand; the others are shown apart. */
const STATED = ["present", "absent"];

/** A number that was converted, without the digits that nobody measured: 102 °F is 38.89 °C. */
const rounded = (value) => Number(value.toFixed(value < 10 ? 3 : value < 100 ? 2 : 1));

const span = ({ start, end, words }) => ({ start, end, words });

/** Findings of the same id and status are one proposal, beside all the words it came from. */
function ofFindings(findings) {
  const found = new Map();
  for (const finding of findings) {
    const key = `${finding.id} ${finding.status}`;
    const one = found.get(key) ?? { key, kind: "finding", id: finding.id, names: finding.names, status: finding.status, spans: [] };
    one.spans.push(span(finding));
    found.set(key, one);
  }
  return [...found.values()];
}

/**
 * The proposals of an extraction, in the order of the note: `{ key, kind, status, spans, decision }` with what it
 * proposes. `decision` is `null`, "present", "absent", "take" or "refused"; `at` is where it first stands.
 */
export function proposals({ findings, measurements, age, sex }) {
  const read = [
    ...ofFindings(findings),
    ...measurements.map(({ code, names, value, unit, ...rest }, place) => ({ key: `${code} ${place}`, kind: "measurement", id: code, names, value: rounded(value), unit, status: "stated", spans: [span(rest)] })),
    ...(age ? [{ key: "age", kind: "age", id: "age", years: age.years, status: "stated", spans: [span(age)] }] : []),
    ...(sex ? [{ key: "sex", kind: "sex", id: "sex", sex: sex.sex, status: "stated", spans: [span(sex)] }] : []),
  ];
  for (const one of read) Object.assign(one, { decision: null, at: Math.min(...one.spans.map(({ start }) => start)) });
  for (const one of read) one.contradicted = isStated(one) && read.some((other) => other !== one && other.kind === "finding" && other.id === one.id && isStated(other));
  return read.sort((a, b) => a.at - b.at);
}

/** Whether the note simply says so of this patient. */
export const isStated = ({ kind, status }) => kind !== "finding" || STATED.includes(status);

/** How a proposal is entered where it is confirmed as it stands; of what is uncertain, past or a relative's: present. */
export const asProposed = (one) => (one.kind === "finding" ? (one.status === "absent" ? "absent" : "present") : "take");

/** Decide one. Of the same finding or quantity only one can be meant: what was decided of the others is taken back. */
export function decide(read, one, decision) {
  one.decision = one.decision === decision ? null : decision;
  if (one.decision === null || one.decision === "refused") return;
  for (const other of read) if (other !== one && other.kind === one.kind && other.id === one.id && other.decision !== "refused") other.decision = null;
}

/** Confirm everything that the note states of this patient, but for what it states both ways, or twice with two numbers. */
export function confirmStated(read) {
  for (const one of read) {
    const twice = one.kind === "measurement" && read.some((other) => other !== one && other.kind === "measurement" && other.id === one.id && other.at > one.at);
    if (isStated(one) && !one.contradicted && !twice && one.decision === null) one.decision = asProposed(one);
  }
}

export const isConfirmed = ({ decision }) => decision !== null && decision !== "refused";

function enterAge(years) {
  const unit = years < 1 / PER_YEAR.months ? "days" : years < 2 && years % 1 ? "months" : "years";
  resetAge();
  change({ age: Math.round(years * PER_YEAR[unit] * 100) / 100, ageUnit: unit });
}

/** Put into the case what was confirmed, and nothing else. */
export function enter(read) {
  const confirmed = read.filter(isConfirmed);
  const of = (kind) => confirmed.filter((one) => one.kind === kind);
  for (const { years } of of("age")) enterAge(years);
  for (const { sex } of of("sex")) change({ sex });
  const measured = of("measurement").map(({ id, names, value, unit }) => ({ code: id, names, value, unit }));
  if (measured.length) addMeasurements(measured);
  const findings = of("finding").map(({ id, names, decision }) => ({ id, names, excluded: decision === "absent" }));
  if (findings.length) stateFindings(findings);
}
