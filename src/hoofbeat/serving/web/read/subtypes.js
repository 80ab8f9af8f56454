// A group of subtypes: one line, with its further members under it.

import { disclosure } from "../base/disclosure.js";
import { h } from "../base/dom.js";
import { percent } from "../base/format.js";
import { foreign, nameOf, t } from "../base/i18n.js";

/** Whether the lines of an answer are groups. */
export const isGrouped = (answer) => answer.differential.some((disease) => disease.group_probability !== null);

/** Every disease of some lines, as a line or under one. */
export const withSubtypes = (lines) => lines.flatMap((disease) => [disease, ...disease.subtypes]);

const row = (subtype) =>
  h(
    "li",
    {},
    h("span", { class: "place" }, `${subtype.rank}.`),
    h("span", { class: "name", lang: foreign(subtype) }, nameOf(subtype)),
    h("span", { class: "share" }, percent(subtype.probability)),
  );

/** The further members of a ranked disease's group, by rank; nothing where there are none. */
export function subtypes(disease) {
  if (!disease.subtypes.length) return null;
  const summary = `${t().subtypes(disease.subtypes.length)} · ${t().wholeGroup(percent(disease.group_probability))}`;
  return disclosure(`${disease.disease_id} subtypes`, "subtypes", summary, h("ul", {}, disease.subtypes.map(row)));
}
