// What a bundle knows of a case that is asked (`scorer.py`), and why it answers none.

/** A question that is refused, as the service would: with a sentence and a status. */
export class Refused extends Error {
  constructor(detail, status = 422) {
    super(detail);
    this.status = status;
  }
}

/** Values are judged by the service alone. */
const unread = (code) => `${code} is not read without the service: set aside`;
export const ONLY_VALUES = "Measurements are not read without the service";

/** A question as the page sends it, with what it leaves out. */
export const completed = (asked) => ({ findings: [], measurements: [], age: null, sex: "unknown", region: null, course: null, pregnant: null, ...asked });

/** `{ observed, excluded, warnings }`: current ids in their order, and what was set aside. */
export function understood(asked, lexicon, { said }) {
  const sides = new Map();
  const warnings = [];
  for (const { id, excluded = false } of asked.findings) {
    const current = lexicon.resolve(id);
    if (current === null) warnings.push(said.set_aside.replace(said.placeholder, id));
    else if (!sides.has(current) || !excluded) sides.set(current, excluded); // observed once is observed
  }
  const side = (wanted) => [...sides].filter(([, excluded]) => excluded === wanted).map(([id]) => id).sort();
  const [observed, excluded] = [side(false), side(true)];
  warnings.push(...new Set(asked.measurements.map(({ code }) => unread(code))));
  if (!observed.length && !excluded.length) {
    if (asked.findings.length) throw new Refused(said.none_known);
    throw new Refused(asked.measurements.length ? ONLY_VALUES : said.nothing_given);
  }
  if (!observed.length) warnings.push(said.none_observed);
  return { observed, excluded, warnings };
}
