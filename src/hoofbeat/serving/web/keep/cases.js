// The kept cases: a list by day, age, sex and number of findings, for nothing else of a patient is kept.

import { listCases, measurable, openCase, searchDiseases, searchFindings } from "../base/api.js";
import { h } from "../base/dom.js";
import { languageFor, t } from "../base/i18n.js";
import { offers } from "../base/offers.js";
import { refusal } from "../base/refusals.js";
import { UNJUDGED, startOver } from "../base/state.js";
import { goTo, onEnter } from "../base/views.js";
import { resetFields } from "../enter/case.js";
import { ageText } from "../enter/onset.js";
import { keepOpened, lastStated, moment } from "./kept.js";

const place = document.querySelector("#case-list");
const STATUSES = ["registered", "confirmed", "withdrawn"];

let status = "";
let lines = [];
let next = null;

/** Findings as the page has them: the store keeps ids, the names come from the bundle. */
async function named({ id, excluded, onset_years: onset }) {
  const [hit] = await searchFindings(id, languageFor("search"), undefined, 1);
  return { id, names: hit?.id === id ? hit.names : { en: id }, excluded, onset: onset ?? null };
}

async function diagnosisNames(diagnosis) {
  if (!diagnosis || !offers("/v1/diseases")) return null;
  const found = await searchDiseases(diagnosis.disease, languageFor("search"), undefined, 1).catch(() => []);
  return found[0]?.names ?? null;
}

async function open(id) {
  const kept = await openCase(id);
  const last = lastStated(kept);
  const stated = last?.case ?? { age: null, sex: "unknown", findings: [], measurements: [] };
  const [findings, known, names] = await Promise.all([Promise.all(stated.findings.map(named)), stated.measurements.length ? measurable() : [], diagnosisNames(last?.diagnosis)]);
  const namesOf = (code) => known.find((item) => item.code === code)?.names ?? { en: code };
  startOver({
    findings,
    measurements: stated.measurements.map(({ code, value, unit }) => ({ code, names: namesOf(code), value, unit, ...UNJUDGED })),
    age: stated.age,
    ageUnit: "years",
    sex: stated.sex,
  });
  resetFields();
  keepOpened(kept, names);
  goTo("workbench");
}

const attempt = (act) => act().catch((error) => place.prepend(h("div", { class: "problem", role: "alert" }, refusal(error).map((sentence) => h("p", {}, sentence)))));

const row = (line) =>
  h(
    "tr",
    {},
    h("td", {}, h("button", { type: "button", class: "link", onclick: () => void attempt(() => open(line.case_id)) }, moment(line.registered_at))),
    h("td", {}, line.age === null ? "–" : ageText(line.age)),
    h("td", {}, line.sex === null || line.sex === "unknown" ? "–" : t()[line.sex] ?? t().unstated),
    h("td", { class: "number" }, String(line.findings)),
    h("td", { class: "number" }, String(line.measurements)),
    h("td", {}, h("span", { class: `status ${line.status}` }, t().caseStatuses[line.status])),
    h("td", {}, line.changed_at === line.registered_at ? "–" : moment(line.changed_at)),
  );

function draw() {
  const choose = h(
    "select",
    { "aria-label": t().caseStatus, onchange: () => ((status = choose.value), void attempt(load)) },
    [["", t().allCases], ...STATUSES.map((one) => [one, t().caseStatuses[one]])].map(([value, text]) => h("option", { value, selected: value === status }, text)),
  );
  const columns = t().caseColumns;
  place.replaceChildren(
    ...[
      h("div", { class: "row" }, h("label", { class: "choice" }, h("span", {}, t().show), choose), h("button", { type: "button", class: "quiet", onclick: () => goTo("workbench") }, t().backToCase)),
      h("p", { class: "hint" }, t().casesHint),
      lines.length
        ? h("div", { class: "scroll", tabIndex: 0, role: "region", "aria-label": t().cases }, h("table", { class: "cases" }, h("thead", {}, h("tr", {}, columns.map((text) => h("th", { scope: "col" }, text)))), h("tbody", {}, lines.map(row))))
        : h("p", { class: "empty-list" }, t().noCases),
      next !== null && h("button", { type: "button", class: "quiet", onclick: () => void attempt(more) }, t().moreCases),
    ].filter(Boolean),
  );
}

async function load() {
  const page = await listCases(status || null, null);
  ({ cases: lines, next } = page);
  draw();
}

async function more() {
  const page = await listCases(status || null, next);
  lines = [...lines, ...page.cases];
  next = page.next;
  draw();
}

/** Draw the list in the reader's language, if it is there. */
export const drawCases = () => place.childElementCount > 0 && draw();

/** Show the list whenever its view is opened. */
export function startCases() {
  onEnter("cases", () => {
    place.replaceChildren();
    if (offers("/v1/cases")) void attempt(load);
    else goTo("workbench");
  });
}
