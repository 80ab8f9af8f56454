// One ranked disease: its place, name, probability in words and numbers, what it is, and why it stands there.

import { disclosure } from "../base/disclosure.js";
import { h } from "../base/dom.js";
import { percent, prevalence } from "../base/format.js";
import { englishName, nameOf, t } from "../base/i18n.js";
import { badges } from "./badges.js";
import { openComparison } from "./compare.js";
import { explanation } from "./explain.js";
import { likelihood } from "./likelihood.js";
import { links } from "./links.js";
import { subtypes } from "./subtypes.js";

function facts(disease) {
  const other = englishName(disease);
  const parts = [];
  if (disease.prevalence !== "unknown") parts.push(`${t().prevalence} ${prevalence(disease.prevalence)}`);
  if (disease.icd10.length) parts.push(`${t().icd} ${disease.icd10.join(", ")}`);
  return h(
    "div",
    { class: "facts" },
    other && h("span", { lang: "en", class: "other-name" }, other),
    parts.map((part) => h("span", {}, part)),
    links(disease).map((link) => h("span", {}, link)),
  );
}

/** One line of the list; `answer` is what it stands in, `heading` the level of its name. */
export function line(disease, answer, heading = "h3") {
  const name = nameOf(disease);
  const fill = h("span", { class: "fill" });
  fill.style.width = `${Math.max(disease.probability * 100, 0.3)}%`;
  return h(
    "li",
    { class: disease.orphan ? "disease orphan" : "disease", "data-id": disease.disease_id },
    h("span", { class: "rank", "aria-hidden": "true" }, String(disease.rank)),
    h(
      "div",
      { class: "body" },
      h(
        "div",
        { class: "line" },
        h(heading, { class: "name" }, name),
        badges(disease),
        h("span", { class: "chance" }, h("span", { class: "likelihood" }, likelihood(disease.probability)), h("span", { class: disease.probability < 0.001 ? "percent faint" : "percent" }, percent(disease.probability))),
      ),
      h("div", { class: "meter", "aria-hidden": "true" }, fill),
      facts(disease),
      subtypes(disease),
      h(
        "div",
        { class: "more" },
        disease.contributions.length > 0 && disclosure(`${disease.disease_id} why`, "why", t().why, () => explanation(disease)),
        answer.differential.length > 1 && h("button", { type: "button", class: "link compare", "aria-label": t().compareWith(name), onclick: () => openComparison(disease, answer) }, t().compare),
      ),
    ),
  );
}
