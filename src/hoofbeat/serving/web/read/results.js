// The ranked diseases on the right, and what is said when there are none.

import { closeAll } from "../base/disclosure.js";
import { h, replaceKeepingFocus } from "../base/dom.js";
import { number, percent } from "../base/format.js";
import { foreign, nameOf, said, t } from "../base/i18n.js";
import { refusal, warning, warningsOf } from "../base/refusals.js";
import { state } from "../base/state.js";
import { nextQuestions } from "../ask/next.js";
import { line } from "./disease.js";
import { linesOf, linesShown, urgentBeyond } from "./lines.js";
import { isGrouped, withSubtypes } from "./subtypes.js";

const results = document.querySelector("#results");
const notices = document.querySelector("#notices");
const status = document.querySelector("#answer-status");

// What conformal sets promise until the bundle has said so itself.
const COVERAGE = 0.9;

// With fewer that are present the order is that of how common diseases are; said where the service did not measure it.
const FEW_FINDINGS = 3;

function rest(answer, catalogue) {
  const shown = withSubtypes(linesShown(answer));
  const left = 1 - shown.reduce((sum, disease) => sum + disease.probability, 0);
  const count = catalogue - shown.length;
  if (count <= 0) return null;
  return h("p", { class: "rest" }, h("span", {}, t().others(number(count))), h("span", {}, percent(Math.max(left, 0))));
}

/** That the order is not to be relied on yet: what the service says of it, else what so few findings say by themselves. */
function caution(answer) {
  if (answer.caution) return h("div", { class: "notice caution", role: "note" }, h("strong", {}, t().cautionTitle), h("p", {}, said(answer.caution.texts)));
  const observed = state.findings.filter((finding) => !finding.excluded).length;
  if (answer.sufficiency !== null || observed >= FEW_FINDINGS) return null; // it was judged, or is not for the page to judge
  return h("div", { class: "notice thin", role: "note" }, h("strong", {}, `${t().thinTitle}. `), t().thin);
}

/** For which setting this is the order, and that nothing is promised where nothing was measured. */
function where({ setting, sufficiency, unlisted }) {
  const unknown = unlisted !== null && ` ${t().unlisted(percent(unlisted))}`;
  return h("p", { class: "where" }, h("strong", {}, t().rankedFor(t().settings[setting])), sufficiency === null && ` ${t().noPromise}`, unknown);
}

function warnings(answer) {
  const texts = warningsOf(answer);
  return texts.length > 0 && h("div", { class: "notice" }, h("strong", {}, t().warningsTitle), h("ul", {}, texts.map((text) => h("li", {}, warning(text)))));
}

/** What must not be missed and stands beyond the list, in a line of its own. */
export function urgent(answer) {
  const found = urgentBeyond(answer);
  if (!found.length) return null;
  return h(
    "div",
    { class: "urgent-beyond", role: "note" },
    h("strong", {}, t().urgentBeyond),
    h("ul", {}, found.map((disease) => h("li", { "data-id": disease.disease_id }, h("span", { lang: foreign(disease) }, nameOf(disease)), h("span", { class: "faint" }, ` ${percent(disease.probability)} · ${t().place(disease.rank)}`)))),
  );
}

const ordered = (lines, answer, heading) => h("ol", { class: "diseases" }, lines.map((disease) => line(disease, answer, heading)));

/** The ranked diseases, with a line below those of the conformal set; groups have none, for it is not about them. */
function whole(answer, coverage) {
  const lines = linesOf(answer, "all");
  const list = ordered(lines, answer);
  const size = answer.conformal_set;
  if (isGrouped(answer)) return [list, size && h("p", { class: "hint" }, t().setRanks(percent(coverage), size))];
  if (size && size <= lines.length) list.children[size - 1].after(h("li", { class: "set-end" }, h("span", {}, t().setEnds(percent(coverage)))));
  return [list, size > lines.length && h("p", { class: "hint" }, t().setBeyond(percent(coverage), size))];
}

const noneOf = (kind) => h("p", { class: "hint none" }, t().noneAmong[kind]);

/** One kind alone, in the order and under the ranks of the whole list. */
function kindOnly(answer, kind, heading) {
  const lines = linesOf(answer, kind);
  return lines.length ? ordered(lines, answer, heading) : noneOf(kind);
}

const column = (answer, kind) => h("section", { class: `kind ${kind}`, "aria-labelledby": `kind-${kind}` }, h("h3", { id: `kind-${kind}` }, t().kinds[kind]), kindOnly(answer, kind, "h4"));

function lists(answer, coverage) {
  if (state.view === "all") return whole(answer, coverage);
  if (state.view === "side") return [h("div", { class: "side-by-side" }, column(answer, "common"), column(answer, "orphan"))];
  return [kindOnly(answer, state.view)];
}

/** Draw a differential; `facts` are the bundle's own, `null` until they are known. */
export function drawDifferential(answer, facts) {
  const shown = linesShown(answer);
  status.textContent = isGrouped(answer) ? t().rankedInLines(withSubtypes(shown).length, shown.length) : t().ranked(shown.length);
  const above = [caution(answer), warnings(answer), nextQuestions(answer)];
  replaceKeepingFocus(notices, ...above.filter(Boolean));
  const below = [...lists(answer, facts?.manifest.trust?.coverage ?? COVERAGE), urgent(answer), state.view === "all" && rest(answer, facts?.diseases ?? 0), where(answer)];
  replaceKeepingFocus(results, ...below.filter(Boolean));
}

/** Draw the page before the first finding. */
export function drawEmpty() {
  status.textContent = "";
  closeAll(["plan"]);
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
