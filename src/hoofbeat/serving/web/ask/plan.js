// How to go on: what to ask, to examine and to test, by system of the body; when to stop, and when to refer.

import { nextFindings } from "../base/api.js";
import { disclosure, unfold } from "../base/disclosure.js";
import { h, replaceKeepingFocus } from "../base/dom.js";
import { nameOf, said, t } from "../base/i18n.js";
import { offers } from "../base/offers.js";
import { caseFields } from "../base/requests.js";
import { isEmpty } from "../base/state.js";
import { card } from "./question.js";

const place = document.querySelector("#plan");

// The cheapest first: a question costs a minute, a test a day.
const COSTS = ["ask", "examine", "test"];
const ASKED = 24;
const AT_ONCE = 2;

// On a small screen it would stand between the reader and the list.
if (matchMedia("(min-width: 861px)").matches) unfold("plan");

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
  const [first, later] = [findings.slice(0, AT_ONCE), findings.slice(AT_ONCE)];
  return h(
    "section",
    { class: `cost ${cost}` },
    h("h4", {}, t().costs[cost]),
    bySystem(first),
    later.length > 0 && disclosure(`more to ${cost}`, "later", t().moreQuestions(later.length), () => h("div", {}, bySystem(later))),
  );
}

function referral({ kind, texts, because }) {
  const diseases = because.map((id) => names.get(id)).filter(Boolean);
  return h(
    "div",
    { class: `notice refer ${kind}`, role: "note" },
    h("strong", {}, t().refer[kind]),
    h("p", {}, said(texts)),
    diseases.length > 0 && h("p", { class: "because" }, `${t().because}: ${diseases.map(nameOf).join(", ")}`),
  );
}

function questions({ findings, stop, stop_reason: reason }) {
  const columns = COSTS.map((cost) => [cost, findings.filter((finding) => finding.cost === cost)]).filter(([, found]) => found.length);
  const list = h("div", { class: "costs" }, columns.map(([cost, found]) => column(cost, found)));
  if (stop) return [h("p", { class: "settled" }, `✓ ${reason ? said(reason) : t().settled}`), columns.length > 0 && disclosure("plan anyway", "anyway", t().askAnyway, () => list)];
  return [columns.length > 0 ? disclosure("plan", "next", [h("h3", {}, t().askNext), h("span", { class: "hint" }, t().askWhy)], list) : h("p", { class: "settled" }, t().nothingToAsk)];
}

/** Draw the plan in the reader's language. */
export function drawPlan() {
  replaceKeepingFocus(place, ...(plan ? [plan.referral && referral(plan.referral), ...questions(plan)].filter(Boolean) : []));
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

/** What to refer for, as the report says it; `null` where nothing was said. */
export const referralNow = () => plan?.referral ?? null;

/** The first findings to find out, as the report says them. */
export const firstToAsk = (count) => (plan?.findings ?? []).slice(0, count);
