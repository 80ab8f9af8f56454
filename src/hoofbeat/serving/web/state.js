// The case on the page: kept in memory only, gone when the page is closed.

import { PER_YEAR } from "./age.js";

const listeners = new Set();

export const state = { findings: [], measurements: [], age: null, ageUnit: "years", sex: "unknown", top: 10, grouped: true };

/** Call `listener` after every change of the case. */
export const onChange = (listener) => listeners.add(listener);

/** Change the case and tell everyone. */
export function change(changes) {
  Object.assign(state, changes);
  for (const listener of listeners) listener();
}

/** Add a finding at the top, present unless said otherwise; one already there stays as it is. */
export function addFinding({ id, names }, excluded = false) {
  if (!hasFinding(id)) change({ findings: [{ id, names, excluded }, ...state.findings] });
}

export const hasFinding = (id) => state.findings.some((finding) => finding.id === id);

export const removeFinding = (id) => change({ findings: state.findings.filter((finding) => finding.id !== id) });

export const markFinding = (id, excluded) =>
  change({ findings: state.findings.map((finding) => (finding.id === id ? { ...finding, excluded } : finding)) });

export const startOver = () => change({ findings: [], measurements: [], age: null, ageUnit: "years", sex: "unknown" });

/** The measurements that have their number. */
export const measured = () => state.measurements.filter((item) => item.value !== null);

/** Whether there is anything to rank by. */
export const isEmpty = () => !state.findings.length && !measured().length;

/** The case as the API reads it. */
export function asRequest() {
  const years = state.age === null ? null : state.age / PER_YEAR[state.ageUnit];
  const findings = state.findings.map(({ id, excluded }) => ({ id, excluded }));
  const measurements = measured().map(({ code, value, unit }) => ({ code, value, unit }));
  return { findings, ...(measurements.length && { measurements }), age: years, sex: state.sex, top: state.top, explain: true, grouped: state.grouped };
}
