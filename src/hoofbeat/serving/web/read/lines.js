// Which lines of an answer are shown: of the kind that the reader wants, as many as wanted, and what must not be missed
// further down.

import { state } from "../base/state.js";

/** What may be chosen: everything in one list, one kind alone, or both beside each other. */
export const VIEWS = ["all", "orphan", "common", "side"];

// From one in a thousand on a disease that must not be missed is named wherever it stands, but not all the hundreds.
const NEGLIGIBLE = 0.001;
const NAMED = 6;

const ofKind = (lines, view) => (view === "orphan" ? lines.filter((line) => line.orphan) : view === "common" ? lines.filter((line) => !line.orphan) : lines);

/** The lines of one kind, "all" or of the list. */
export const linesOf = (answer, view) => ofKind(answer.differential, view).slice(0, state.top);

/** Every line that is shown, whichever the view. */
export const linesShown = (answer) => (state.view === "side" ? ["orphan", "common"].flatMap((kind) => linesOf(answer, kind)) : linesOf(answer, state.view));

/** Diseases that must not be missed and stand beyond what is shown, though they are not negligible; the likeliest first. */
export function urgentBeyond(answer) {
  const shown = new Set(linesShown(answer).flatMap((line) => [line.disease_id, ...line.subtypes.map((subtype) => subtype.disease_id)]));
  const left = answer.differential.filter((line) => line.cant_miss && line.probability >= NEGLIGIBLE && !shown.has(line.disease_id));
  return left.slice(0, NAMED);
}
