// The report: one page of paper, built from the case and its differential, to print or to keep as a PDF.

import { h } from "../base/dom.js";
import { date, factor, number, percent, prevalence } from "../base/format.js";
import { language, nameOf, said, t } from "../base/i18n.js";
import { warning, warningsOf } from "../base/refusals.js";
import { ageInYears, measured, state } from "../base/state.js";
import { firstToAsk, referralNow } from "../ask/plan.js";
import { meaningOf } from "../enter/meanings.js";
import { ageText } from "../enter/onset.js";
import { written } from "../enter/quantity.js";
import { unitText } from "../enter/units.js";
import { label } from "../read/explain.js";
import { likelihood } from "../read/likelihood.js";
import { linesShown, urgentBeyond } from "../read/lines.js";

const LINES = 10;
const LEAST_LINES = 3;
const ASKED = 6;
const REASONS = 3;

const pair = (term, content) => content && [h("dt", {}, term), h("dd", {}, content)];

const listed = (parts) => (parts.length ? parts.join(" · ") : null);

function patient() {
  const years = ageInYears();
  return [
    years !== null && ageText(years),
    state.sex !== "unknown" && t()[state.sex],
    t().settings[state.setting],
    state.region && t().regions[state.region],
    state.course && t().courses[state.course],
    state.pregnant && t().pregnancy,
  ];
}

const finding = ({ onset, ...rest }) => nameOf(rest) + (onset === null ? "" : ` (${t().since} ${ageText(onset)})`);

function measurement(item) {
  const becomes = meaningOf(item)?.finding;
  return `${nameOf(item)} ${written(item.value)} ${unitText(item.unit)}`.trim() + (becomes ? ` (${nameOf(becomes)})` : "");
}

function theCase() {
  const findings = (excluded) => listed(state.findings.filter((one) => one.excluded === excluded).map(finding));
  return h(
    "dl",
    { class: "facts-of-case" },
    pair(t().patient, listed(patient().filter(Boolean))),
    pair(t().presentFindings, findings(false)),
    pair(t().absentFindings, findings(true)),
    pair(t().measurements, listed(measured().map(measurement))),
    state.kept?.diagnosis && pair(t().confirmedDiagnosis, state.kept.diagnosis.names ? nameOf(state.kept.diagnosis) : state.kept.diagnosis.disease),
  );
}

/** What speaks for a disease, what against, and what would be expected, each in a few words. */
function reasons({ contributions, expected_missing: missing = [] }) {
  const named = contributions.filter((item) => item.finding_id);
  const most = (sign) => named.filter((item) => item.value * sign > 0.05).sort((a, b) => sign * (b.value - a.value)).slice(0, REASONS);
  const told = (items) => items.map((item) => `${label(item)} ${factor(item.value)}`).join(", ");
  const parts = [
    [t().for, told(most(1))],
    [t().against, told(most(-1))],
    [t().missing, missing.slice(0, REASONS - 1).map(nameOf).join(", ")],
  ];
  return h("span", { class: "reasons" }, parts.filter(([, text]) => text).map(([term, text]) => h("span", {}, h("i", {}, `${term}: `), text, " ")));
}

function row(disease) {
  const ids = [disease.disease_id, ...disease.equivalent_ids].filter((id) => /^(OMIM|ORPHA):/.test(id)).slice(0, 2);
  const facts = [disease.orphan ? t().orphan : t().common, disease.cant_miss && t().cantMiss, disease.prevalence !== "unknown" && prevalence(disease.prevalence), ...ids, disease.icd10.length && `${t().icd} ${disease.icd10[0]}`];
  return h(
    "tr",
    {},
    h("td", { class: "number" }, String(disease.rank)),
    h("td", {}, h("strong", {}, nameOf(disease)), h("span", { class: "of-disease" }, ` ${facts.filter(Boolean).join(" · ")}`), reasons(disease)),
    h("td", { class: "number" }, `${likelihood(disease.probability)} `, h("strong", {}, percent(disease.probability))),
  );
}

function ranking(answer) {
  const rows = linesShown(answer).sort((a, b) => a.rank - b.rank).slice(0, LINES).map(row);
  return h(
    "table",
    { class: "ranking" },
    h("caption", {}, `${t().differential}: ${t().rankedFor(t().settings[answer.setting])}${state.view === "orphan" || state.view === "common" ? ` ${t().onlyKind[state.view]}` : ""}`),
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "#"), h("th", { scope: "col" }, t().disease), h("th", { scope: "col" }, t().probability))),
    h("tbody", {}, rows),
  );
}

function below(answer) {
  const urgent = urgentBeyond(answer).map((one) => `${nameOf(one)} (${percent(one.probability)})`);
  const refer = referralNow();
  const asked = firstToAsk(ASKED).length ? firstToAsk(ASKED) : answer.next_findings.slice(0, 3);
  return h(
    "dl",
    { class: "facts-of-case" },
    pair(t().cantMiss, listed(urgent)),
    refer && pair(t().refer[refer.kind], said(refer.texts)),
    answer.stop_asking === false && pair(t().askNext, listed(asked.map(nameOf))),
    answer.caution && pair(t().cautionTitle, said(answer.caution.texts)),
    pair(t().warningsTitle, listed(warningsOf(answer).map(warning))),
  );
}

function foot(facts) {
  const model = facts && `${t().modelLine(facts.version, date(facts.manifest.knowledge_version))} · ${t().counts(number(facts.diseases), number(facts.orphan_diseases))}`;
  return h("footer", {}, facts?.manifest.simulated && h("p", { class: "simulated" }, t().simulated), h("p", {}, h("strong", {}, t().disclaimer), " ", t().comparesOnly), h("p", {}, model));
}

/** The sheet of paper. */
function sheet(answer, facts) {
  const when = new Date().toLocaleString(language(), { dateStyle: "long", timeStyle: "short" });
  return h(
    "article",
    { class: "sheet", lang: language() },
    h("header", {}, h("div", {}, h("strong", { class: "mark" }, "Hoofbeat"), h("span", {}, t().reportTitle)), h("span", {}, when)),
    h("p", { class: "by-hand" }, h("span", {}, t().byHand.patient), h("span", {}, t().byHand.record), h("span", {}, t().byHand.physician)),
    theCase(),
    answer ? [ranking(answer), below(answer)] : h("p", {}, t().noDifferential),
    foot(facts),
  );
}

/** Take away what does not fit one page, from the bottom of the list up; A4 and Letter must both hold it. */
function fit(paper) {
  paper.classList.add("measured");
  document.body.append(paper); // the report itself may be hidden, and has then no height
  const full = () => paper.scrollHeight > paper.clientHeight;
  const rows = [...paper.querySelectorAll(".ranking tbody tr")];
  const told = [...paper.querySelectorAll(".reasons")];
  while (full() && told.length > LEAST_LINES) told.pop().remove(); // the first few are the ones that one asks about
  while (full() && rows.length > LEAST_LINES) rows.pop().remove();
  while (full() && told.length) told.pop().remove();
  paper.classList.remove("measured");
}

/** Draw the report in its place. */
export function drawReport(place, answer, facts) {
  const paper = sheet(answer, facts);
  fit(paper);
  place.replaceChildren(paper);
}
