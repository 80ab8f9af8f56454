// What the service refuses or remarks, in the reader's language, with names where it has codes.

import { nameOf, t } from "./i18n.js";
import { measured, state } from "./state.js";

/** The name under which the case has an id or a code; the code itself where it has none. */
function named(code) {
  const thing = state.measurements.find((item) => item.code === code) ?? state.findings.find((item) => item.id === code);
  return thing ? nameOf(thing) : code;
}

function translated(text, table) {
  for (const [pattern, words] of table) {
    const match = pattern.exec(text);
    if (match) return words(...match.slice(1).map((part) => (part === undefined ? part : named(part))));
  }
  return text;
}

// A value within its reference is none to be warned of: its field says by itself that nothing follows.
const NORMAL = /within its reference range\)/;

/** What the bundle warns of, as it says it. */
export const warningsOf = (answer) => answer.warnings.filter((text) => !NORMAL.test(text));

/** A warning of the bundle. */
export const warning = (text) => translated(text, t().warnings);

function ofField({ field, message, hint }) {
  const [, position, part] = /^measurements\[(\d+)\]\.(\w+)$/.exec(field) ?? [];
  const item = measured()[position];
  if (item && part === "unit") return t().unitRefused(nameOf(item));
  return `${field}: ${message} (${hint})`;
}

/** The sentences of a refusal or a failure. */
export function refusal(error) {
  if (!error.detail) return [t().offline];
  return error.fields.length ? error.fields.map(ofField) : [translated(error.detail, t().refusals)];
}
