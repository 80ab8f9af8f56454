// The case as the service reads it.

import { ageInYears, mayBePregnant, measured, state } from "./state.js";

// Of what the answer lists, the page shows as many as the reader wants to see, of the kind wanted, and what must not be
// missed further down.
const LINES = 50;

const measurements = () => measured().map(({ code, value, unit }) => ({ code, value, unit }));

/** The patient with what is known beside: what every question about a case takes. */
export function caseFields() {
  const numbers = measurements();
  const pregnant = mayBePregnant() ? state.pregnant : null;
  return {
    findings: state.findings.map(({ id, excluded }) => ({ id, excluded })),
    ...(numbers.length && { measurements: numbers }),
    age: ageInYears(),
    sex: state.sex,
    setting: state.setting,
    ...(state.region && { region: state.region }),
    ...(state.course && { course: state.course }),
    ...(pregnant !== null && { pregnant }),
  };
}

/** The question for a differential. */
export const asRequest = () => ({ ...caseFields(), top: LINES, explain: true, grouped: state.grouped });

/** The patient alone, with the onset of each finding: what is kept, and handed to others. */
export function asStatement() {
  const numbers = measurements();
  return {
    age: ageInYears(),
    sex: state.sex,
    findings: state.findings.map(({ id, excluded, onset }) => ({ id, excluded, ...(onset !== null && { onset_years: onset }) })),
    ...(numbers.length && { measurements: numbers }),
  };
}
