// The ranked diseases on the right, and what is said when there are none.

import { closeAll, disclosure } from "./disclosure.js";
import { h } from "./dom.js";
import { explanation } from "./explain.js";
import { number, percent, prevalence } from "./format.js";
import { englishName, nameOf, said, t } from "./i18n.js";
import { nextQuestions } from "./next.js";
import { refusal, warning } from "./refusals.js";
import { isGrouped, shown, subtypes } from "./subtypes.js";

const results = document.querySelector("#results");
const notices = document.querySelector("#notices");
const status = document.querySelector("#answer-status");

// What conformal sets promise until the bundle has said so itself.
const COVERAGE = 0.9;

function badges(disease) {
  const kind = disease.orphan ? "orphan" : "common";
  const hint = [t()[`${kind}Hint`], disease.rule && t().rule(disease.rule)].filter(Boolean).join(" · ");
  return [
    h("span", { class: `badge ${kind}`, title: hint }, t()[kind]),
    disease.cant_miss && h("span", { class: "badge urgent", title: t().cantMissHint }, t().cantMiss),
  ];
}

function facts(disease) {
  const ids = [disease.disease_id, ...disease.equivalent_ids].filter((id) => /^(OMIM|ORPHA):/.test(id));
  const parts = [...ids];
  if (disease.icd10.length) parts.push(`${t().icd} ${disease.icd10.join(", ")}`);
  if (disease.prevalence !== "unknown") parts.push(`${t().prevalence} ${prevalence(disease.prevalence)}`);
  return parts.map((part) => h("span", {}, part));
}

function item(disease) {
  const name = nameOf(disease);
  const other = englishName(disease);
  const fill = h("span", { class: "fill" });
  fill.style.width = `${Math.max(disease.probability * 100, 0.3)}%`;
  return h(
    "li",
    { class: disease.orphan ? "disease orphan" : "disease", "data-id": disease.disease_id },
    h("span", { class: "rank", "aria-hidden": "true" }, String(disease.rank)),
    h(
      "div",
      { class: "body" },
      h("div", { class: "line" }, h("h3", {}, name), badges(disease), h("span", { class: disease.probability < 0.001 ? "percent faint" : "percent" }, percent(disease.probability))),
      h("div", { class: "meter", "aria-hidden": "true" }, fill),
      h("div", { class: "facts" }, other && h("span", { lang: "en", class: "other-name" }, other), facts(disease)),
      subtypes(disease),
      disease.contributions.length > 0 && disclosure(`${disease.disease_id} why`, "why", t().why, explanation(disease)),
    ),
  );
}

function rest(answer, catalogue) {
  const left = 1 - shown(answer).reduce((sum, disease) => sum + disease.probability, 0);
  const count = catalogue - shown(answer).length;
  if (count <= 0) return null;
  return h("p", { class: "rest" }, h("span", {}, t().others(number(count))), h("span", {}, percent(Math.max(left, 0))));
}

function caution({ texts }) {
  return h("div", { class: "notice caution", role: "note" }, h("strong", {}, t().cautionTitle), h("p", {}, said(texts)));
}

/** For which setting this is the order, and that nothing is promised where nothing was measured. */
function where({ setting, sufficiency, unlisted }) {
  const unknown = unlisted !== null && ` ${t().unlisted(percent(unlisted))}`;
  return h("p", { class: "where" }, h("strong", {}, t().rankedFor(t().settings[setting])), sufficiency === null && ` ${t().noPromise}`, unknown);
}

/** The ranked diseases, with a line below those of the conformal set; groups have none, for it is not about them. */
function list(answer, coverage) {
  const rows = answer.differential.map(item);
  const size = answer.conformal_set;
  if (isGrouped(answer)) return [h("ol", { class: "diseases" }, rows), size && h("p", { class: "hint" }, t().setRanks(percent(coverage), size))];
  if (size && size <= rows.length) rows.splice(size, 0, h("li", { class: "set-end" }, h("span", {}, t().setEnds(percent(coverage)))));
  const beyond = size > answer.differential.length && h("p", { class: "hint" }, t().setBeyond(percent(coverage), size));
  return [h("ol", { class: "diseases" }, rows), beyond];
}

/** Draw a differential; `facts` are the bundle's own, `null` until they are known. */
export function drawDifferential(answer, facts) {
  const lines = answer.differential.length;
  status.textContent = isGrouped(answer) ? t().rankedInLines(shown(answer).length, lines) : t().ranked(lines);
  notices.replaceChildren(
    ...[
      where(answer),
      answer.caution && caution(answer.caution),
      answer.warnings.length &&
        h("div", { class: "notice" }, h("strong", {}, t().warningsTitle), h("ul", {}, answer.warnings.map((text) => h("li", {}, warning(text))))),
      nextQuestions(answer),
    ].filter(Boolean),
  );
  results.replaceChildren(
    ...[...list(answer, facts?.manifest.trust?.coverage ?? COVERAGE), rest(answer, facts?.diseases ?? 0)].filter(Boolean),
  );
}

/** Draw the page before the first finding. */
export function drawEmpty() {
  status.textContent = "";
  closeAll();
  notices.replaceChildren();
  results.replaceChildren(
    h("div", { class: "empty" }, h("p", { class: "lead" }, t().emptyTitle), h("ol", {}, t().emptySteps.map((step) => h("li", {}, step)))),
  );
}

/** Draw a failure, with a way to try again. */
export function drawFailure(error, retry) {
  status.textContent = t().failedTitle;
  notices.replaceChildren(
    h(
      "div",
      { class: "notice failure", role: "alert" },
      h("strong", {}, t().failedTitle),
      refusal(error).map((message) => h("p", {}, message)),
      h("button", { type: "button", onclick: retry }, t().retry),
    ),
  );
  results.replaceChildren();
}
