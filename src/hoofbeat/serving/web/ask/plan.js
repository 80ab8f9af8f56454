// How to go on: the best question in one line, all of them behind it or, where there is room, beside the list: what to
// ask, to examine and to test, by system of the body; when to stop, and when to refer.

import { nextFindings } from "../base/api.js";
import { disclosure } from "../base/disclosure.js";
import { h, replaceKeepingFocus } from "../base/dom.js";
import { foreign, nameOf, said, t } from "../base/i18n.js";
import { offers } from "../base/offers.js";
import { caseFields } from "../base/requests.js";
import { isEmpty } from "../base/state.js";
import { answers } from "./answers.js";
import { card, inShort } from "./question.js";

const place = document.querySelector("#plan");
const referred = document.querySelector("#referral");

// The cheapest first: a question costs a minute, a test a day.
const COSTS = ["ask", "examine", "test"];
const ASKED = 24;

// As results.css has it: from here on the plan has a column of its own.
const roomy = matchMedia("(min-width: 1680px)");

let plan = null;
let names = new Map(); // disease id → its line, to say because of which one refers
let pending = null;

/** The findings of one cost under their systems, in the order of the first of each. */
function bySystem(findings) {
  const systems = new Map();
  for (const finding of findings) {
    const id = finding.system?.id ?? "";
    systems.set(id, [...(systems.get(id) ?? []), finding]);
  }
  return [...systems.values()].map((group) => h("section", { class: "system" }, group[0].system && h("h5", {}, nameOf(group[0].system)), h("ul", {}, group.map(card))));
}

function column(cost, findings) {
  const atOnce = roomy.matches ? 1 : 2; // beside the list all three costs are to be seen, below it they stand beside each other
  const [first, later] = [findings.slice(0, atOnce), findings.slice(atOnce)];
  return h(
    "section",
    { class: `cost ${cost}` },
    h("h4", {}, t().costs[cost]),
    bySystem(first),
    later.length > 0 && disclosure(`more to ${cost}`, "later", t().moreQuestions(later.length), () => h("div", {}, bySystem(later))),
  );
}

/** Whom to refer, and why, in a line or two; the disease is named again only where the reason does not. */
function referral({ kind, texts, because }) {
  const reason = said(texts);
  const unsaid = because.map((id) => names.get(id)).filter((disease) => disease && !reason.includes(nameOf(disease)));
  return h(
    "p",
    { class: `notice refer ${kind}`, role: "note" },
    h("strong", {}, `${t().refer[kind]}. `),
    reason,
    unsaid.length > 0 && h("span", { class: "because" }, ` ${t().because}: ${unsaid.map(nameOf).join(", ")}.`),
  );
}

/** The question that tells the most, in one line with its answers. */
const best = (question) =>
  h("div", { class: "best", "data-id": question.finding_id }, h("h3", {}, t().askNext), h("strong", { lang: foreign(question) }, nameOf(question)), answers(question), inShort(question));

function questions({ findings, stop, stop_reason: reason }) {
  const columns = COSTS.map((cost) => [cost, findings.filter((finding) => finding.cost === cost)]).filter(([, found]) => found.length);
  const list = () => h("div", { class: "costs" }, columns.map(([cost, found]) => column(cost, found)));
  if (stop) return h("div", { class: "next settled" }, h("p", {}, `✓ ${reason ? said(reason) : t().settled}`), columns.length > 0 && disclosure("plan anyway", "anyway", t().askAnyway, list));
  if (!columns.length) return h("p", { class: "next settled" }, t().nothingToAsk);
  if (roomy.matches) return h("section", { class: "next beside" }, h("h3", {}, t().askNext), h("p", { class: "hint" }, t().askWhy), list());
  return h("section", { class: "next" }, best(findings[0]), disclosure("plan", "whole", t().allQuestions(findings.length), list));
}

/** Draw the plan in the reader's language. */
export function drawPlan() {
  referred.replaceChildren(...(plan?.referral ? [referral(plan.referral)] : []));
  replaceKeepingFocus(place, ...(plan ? [questions(plan)] : []));
}

/** Ask for the plan of the case as it is; `answer` is its differential, `null` where there is none. */
export async function planNext(answer) {
  pending?.abort();
  if (!answer || isEmpty() || !offers("/v1/next-findings")) {
    plan = null;
    return drawPlan();
  }
  names = new Map(answer.differential.map((line) => [line.disease_id, line]));
  const mine = (pending = new AbortController());
  place.setAttribute("aria-busy", "true");
  try {
    plan = await nextFindings(caseFields(), ASKED, mine.signal);
  } catch (error) {
    if (error.name === "AbortError") return;
    plan = null; // the differential says what is wrong
  }
  place.setAttribute("aria-busy", "false");
  drawPlan();
}

/** Draw the plan anew where the window becomes wide or narrow. */
export const startPlan = () => roomy.addEventListener("change", drawPlan);

/** What to refer for, as the report says it; `null` where nothing was said. */
export const referralNow = () => plan?.referral ?? null;

/** The first findings to find out, as the report says them. */
export const firstToAsk = (count) => (plan?.findings ?? []).slice(0, count);
