// One ranked disease: its place, name, probability in words and numbers, what it is, and why it stands there.

import { disclosure } from "../base/disclosure.js";
import { h } from "../base/dom.js";
import { percent, prevalence } from "../base/format.js";
import { englishName, foreign, nameOf, t } from "../base/i18n.js";
import { badges } from "./badges.js";
import { openComparison } from "./compare.js";
import { explanation } from "./explain.js";
import { likelihood } from "./likelihood.js";
import { links } from "./links.js";
import { subtypes } from "./subtypes.js";

/** What it is, in one line, with the button to compare it at the end. */
function facts(disease, answer) {
  const other = englishName(disease);
  return h(
    "div",
    { class: "facts" },
    other && other !== nameOf(disease) && h("span", { lang: "en", class: "other-name", title: other }, other),
    disease.prevalence !== "unknown" && h("span", { class: "prevalence", title: t().prevalence }, prevalence(disease.prevalence)),
    disease.icd10.length > 0 && h("span", {}, `${t().icd} ${disease.icd10.join(", ")}`),
    links(disease).map((link) => h("span", {}, link)),
    answer.differential.length > 1 && h("button", { type: "button", class: "link compare", "aria-label": t().compareWith(nameOf(disease)), onclick: () => openComparison(disease, answer) }, h("span", {}, t().compare)),
  );
}

/** How likely it is: as a bar, in words, and in numbers. */
function chance({ probability }) {
  const fill = h("span", { class: "fill" });
  fill.style.width = `${Math.max(probability * 100, 0.3)}%`;
  return h(
    "span",
    { class: "chance" },
    h("span", { class: "likelihood" }, likelihood(probability)),
    h("span", { class: "meter", "aria-hidden": "true" }, fill),
    h("span", { class: probability < 0.001 ? "percent faint" : "percent" }, percent(probability)),
  );
}

/** One line of the list; `answer` is what it stands in, `heading` the level of its name. */
export const line = (disease, answer, heading = "h3") =>
  h(
    "li",
    { class: disease.orphan ? "disease orphan" : "disease", "data-id": disease.disease_id },
    h("span", { class: "rank", "aria-hidden": "true" }, String(disease.rank)),
    h(
      "div",
      { class: "body" },
      h("div", { class: "line" }, h(heading, { class: "name", lang: foreign(disease) }, nameOf(disease)), badges(disease), chance(disease)),
      h("div", { class: "under" }, facts(disease, answer), disease.contributions.length > 0 && disclosure(`${disease.disease_id} why`, "why", t().why, () => explanation(disease))),
      subtypes(disease),
    ),
  );
