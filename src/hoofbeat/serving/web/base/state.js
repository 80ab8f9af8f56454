// The case on the page: kept in memory only, gone when the page is closed.

import { PER_YEAR } from "../enter/age.js";

const listeners = new Set();

const NOBODY = { findings: [], measurements: [], age: null, ageUnit: "years", sex: "unknown", course: null, pregnant: null };

// Where this reader asks: the next patient comes to the same place, whatever an example asked.
const home = { setting: "primary-care", region: null };

/**
 * Findings are `{ id, names, excluded, onset }`, the onset being an age in years or `null`; measurements `{ code, names,
 * value, unit }` with what is known of the value, as `UNJUDGED` has it at first. `kept` is the case of the service that is
 * being edited, `null` if none is. `view` and `top` choose what is shown of the answer.
 */
export const state = { ...NOBODY, ...home, kept: null, view: "all", top: 10, grouped: true };

/**
 * What is known of a value that was just typed: nothing. `refused` will say why it does not count ("impossible", "unit"),
 * `silent` that nothing follows from it.
 */
export const UNJUDGED = { judged: false, refused: null, silent: false };

/** Call `listener` after every change of the case. */
export const onChange = (listener) => listeners.add(listener);

/** Call it no more. */
export const forget = (listener) => listeners.delete(listener);

/** Change the case and tell everyone. */
export function change(changes) {
  Object.assign(state, changes);
  for (const listener of [...listeners]) listener();
}

/** Add a finding at the top, present unless said otherwise; one already there stays as it is. */
export function addFinding({ id, names }, excluded = false) {
  if (!hasFinding(id)) change({ findings: [{ id, names, excluded, onset: null }, ...state.findings] });
}

/** Put several findings at the top; what is said now counts, whatever was said of them before. */
export function stateFindings(stated) {
  const ids = new Set(stated.map((finding) => finding.id));
  const onset = (id) => state.findings.find((finding) => finding.id === id)?.onset ?? null;
  const added = stated.map(({ id, names, excluded }) => ({ id, names, excluded, onset: excluded ? null : onset(id) }));
  change({ findings: [...added, ...state.findings.filter((finding) => !ids.has(finding.id))] });
}

export const hasFinding = (id) => state.findings.some((finding) => finding.id === id);

export const removeFinding = (id) => change({ findings: state.findings.filter((finding) => finding.id !== id) });

const mendFinding = (id, changes) =>
  change({ findings: state.findings.map((finding) => (finding.id === id ? { ...finding, ...changes } : finding)) });

/** Say whether a finding is there; one that is absent has no onset. */
export const markFinding = (id, excluded) => mendFinding(id, excluded ? { excluded, onset: null } : { excluded });

/** Say at which age in years a finding began, `null` if it is not known. */
export const setOnset = (id, onset) => mendFinding(id, { onset });

/** Change where the reader asks, for this case and the next. */
export const chooseHome = (changes) => change(Object.assign(home, changes) && changes);

/** The next patient, or an example: nobody yet but for what is given, who came to the reader's place unless it says more. */
export const startOver = (given = {}) => change({ ...NOBODY, ...home, kept: null, ...given });

const FERTILE_YEARS = [10, 55];

/** The age in years, `null` if it is not stated. */
export const ageInYears = () => (state.age === null ? null : state.age / PER_YEAR[state.ageUnit]);

/** Whether the patient, as far as known, may be pregnant. */
export function mayBePregnant() {
  const years = ageInYears();
  return state.sex !== "male" && (years === null || (years >= FERTILE_YEARS[0] && years < FERTILE_YEARS[1] + 1));
}

/** Whether anything of a patient is stated. */
export const isStarted = () => Object.entries(NOBODY).some(([name, nothing]) => name !== "ageUnit" && String(state[name]) !== String(nothing));

/** The measurements that have their number, and count. */
export const measured = () => state.measurements.filter((item) => item.value !== null && !item.refused);

/** Whether a value still waits for what the service says of it. */
export const isJudging = () => state.measurements.some((item) => item.value !== null && !item.judged);

/** Whether there is anything to rank by: from normal values alone nothing follows. */
export const isEmpty = () => !state.findings.length && measured().every((item) => item.silent);
