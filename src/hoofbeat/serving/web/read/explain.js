// What speaks for and against one disease: a bar for each contribution, diverging from the middle.

import { h } from "../base/dom.js";
import { factor, isNothing, percent, signed } from "../base/format.js";
import { foreign, nameOf, t } from "../base/i18n.js";
import { answers } from "../ask/answers.js";
import { further } from "./links.js";

/** What a contribution is of, in words. */
export const label = (contribution) =>
  contribution.kind === "excluded" ? t().without(nameOf(contribution)) : nameOf(contribution);

function row(contribution, largest) {
  const { value } = contribution;
  const bar = h("span", { class: value < 0 ? "bar against" : "bar for", hidden: isNothing(value) });
  bar.style.width = `${Math.min(Math.abs(value) / largest, 1) * 50}%`;
  return h(
    "tr",
    { class: isNothing(value) && "nothing" },
    h("th", { scope: "row", lang: foreign(contribution) }, label(contribution)),
    h("td", { class: "track" }, h("span", { class: "axis", "aria-hidden": "true" }, bar)),
    h("td", { class: "number" }, factor(value)),
    h("td", { class: "number faint" }, signed(value)),
  );
}

/** Findings the disease makes likely and the case does not state, each to be answered with one tap. */
function missing(disease) {
  if (!disease.expected_missing?.length) return null;
  return h(
    "div",
    { class: "missing" },
    h("h4", {}, t().missing),
    h(
      "ul",
      {},
      disease.expected_missing.map((finding) =>
        h(
          "li",
          {},
          h("span", { class: "name", lang: foreign(finding) }, nameOf(finding)),
          h("span", { class: "faint" }, t().ofPatients(percent(finding.frequency))),
          answers(finding),
        ),
      ),
    ),
  );
}

function unexplained(disease) {
  if (!disease.unexplained?.length) return null;
  return h(
    "div",
    { class: "unexplained" },
    h("h4", {}, t().unexplained),
    h("p", {}, disease.unexplained.map((finding) => h("span", { class: "chip", lang: foreign(finding) }, nameOf(finding)))),
  );
}

/** Its other ids: of each vocabulary the line itself shows one. */
function furtherLinks(disease) {
  const others = further(disease);
  return others.length > 0 && h("p", { class: "facts" }, h("span", {}, `${t().furtherIds}:`), others);
}

/** The table of contributions of a ranked disease, in the order the bundle gives: the strongest finding first. */
export function explanation(disease) {
  // Findings set the scale: how common a disease is may weigh a thousand times more, and would hide them all.
  const largest = Math.max(...disease.contributions.filter((item) => item.finding_id).map((item) => Math.abs(item.value)), 0.01);
  return h(
    "div",
    { class: "explanation" },
    h(
      "table",
      {},
      h("caption", { class: "visually-hidden" }, t().whyOf(nameOf(disease))),
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          h("td", {}),
          h("th", { scope: "col", class: "ends" }, h("span", {}, `◂ ${t().against}`), h("span", {}, `${t().for} ▸`)),
          h("td", { colSpan: 2 }),
        ),
      ),
      h("tbody", {}, disease.contributions.map((item) => row(item, largest))),
      h(
        "tfoot",
        {},
        h("tr", {}, h("th", { scope: "row" }, t().sum), h("td", { colSpan: 2 }), h("td", { class: "number" }, signed(disease.score))),
      ),
    ),
    h("p", { class: "hint" }, t().explained),
    unexplained(disease),
    furtherLinks(disease),
    missing(disease),
  );
}
