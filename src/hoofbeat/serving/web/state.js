// The case on the page: kept in memory only, gone when the page is closed.

import { PER_YEAR } from "./age.js";

const listeners = new Set();

const NOBODY = { findings: [], measurements: [], age: null, ageUnit: "years", sex: "unknown", course: null, pregnant: null };

// Where this reader asks: the next patient comes to the same place, whatever an example asked.
const home = { setting: "primary-care", region: null };

export const state = { ...NOBODY, ...home, top: 10, grouped: true };

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

/** Change where the reader asks, for this case and the next. */
export const chooseHome = (changes) => change(Object.assign(home, changes) && changes);

/** The next patient, or an example: nobody yet but for what is given, who came to the reader's place unless it says more. */
export const startOver = (given = {}) => change({ ...NOBODY, ...home, ...given });

const FERTILE_YEARS = [10, 55];

/** The age in years, `null` if it is not stated. */
const ageInYears = () => (state.age === null ? null : state.age / PER_YEAR[state.ageUnit]);

/** Whether the patient, as far as known, may be pregnant. */
export function mayBePregnant() {
  const years = ageInYears();
  return state.sex !== "male" && (years === null || (years >= FERTILE_YEARS[0] && years < FERTILE_YEARS[1] + 1));
}

/** Whether anything of a patient is stated. */
export const isStarted = () => Object.entries(NOBODY).some(([name, nothing]) => name !== "ageUnit" && String(state[name]) !== String(nothing));

/** The measurements that have their number. */
export const measured = () => state.measurements.filter((item) => item.value !== null);

/** Whether there is anything to rank by. */
export const isEmpty = () => !state.findings.length && !measured().length;

/** The case as the API reads it. */
export function asRequest() {
  const findings = state.findings.map(({ id, excluded }) => ({ id, excluded }));
  const measurements = measured().map(({ code, value, unit }) => ({ code, value, unit }));
  const pregnant = mayBePregnant() ? state.pregnant : null;
  return {
    findings,
    ...(measurements.length && { measurements }),
    age: ageInYears(),
    sex: state.sex,
    setting: state.setting,
    ...(state.region && { region: state.region }),
    ...(state.course && { course: state.course }),
    ...(pregnant !== null && { pregnant }),
    top: state.top,
    explain: true,
    grouped: state.grouped,
  };
}
