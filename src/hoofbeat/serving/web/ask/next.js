// What to ask next, as the differential itself says it: the findings that would tell the leading diseases apart.

import { h } from "../base/dom.js";
import { t } from "../base/i18n.js";
import { offers } from "../base/offers.js";
import { card } from "./question.js";

const SHOWN = 3;

/** The questions of an answer, or that there are none worth asking; `null` where a plan of them is asked for, or nothing was. */
export function nextQuestions(answer) {
  if (offers("/v1/next-findings") || answer.stop_asking === null || answer.stop_asking === undefined) return null;
  if (answer.stop_asking) return h("p", { class: "settled" }, `✓ ${t().settled}`);
  return h(
    "section",
    { class: "next", "aria-labelledby": "next-title" },
    h("h3", { id: "next-title" }, t().askNext),
    h("p", { class: "hint" }, t().askWhy),
    h("ul", {}, answer.next_findings.slice(0, SHOWN).map(card)),
  );
}
