// What to ask next: the findings that would tell the leading diseases apart, answered with one tap.

import { h } from "./dom.js";
import { nameOf, t } from "./i18n.js";
import { addFinding } from "./state.js";

const SHOWN = 3;

/** Two buttons that add a finding to the case, as present or as absent. */
export function answers(finding) {
  const name = nameOf(finding);
  const entry = { id: finding.finding_id, names: finding.names };
  const choice = (excluded, label) => h("button", { type: "button", onclick: () => addFinding(entry, excluded) }, label);
  return h(
    "span",
    { class: "states", role: "group", "aria-label": t().stateOf(name) },
    choice(false, t().present),
    choice(true, t().absent),
  );
}

/** The disease that an answer raises the most, if it raises any. */
function raised(shifts) {
  const best = shifts.filter((shift) => shift.after > shift.before).sort((a, b) => b.after - b.before - (a.after - a.before))[0];
  return best && `▲ ${nameOf(best)}`;
}

function card(question) {
  const effects = [
    [t().present, raised(question.if_present)],
    [t().absent, raised(question.if_absent)],
  ];
  return h(
    "li",
    { class: "question", "data-id": question.finding_id },
    h("strong", {}, nameOf(question)),
    answers(question),
    h(
      "span",
      { class: "effects" },
      effects.filter(([, effect]) => effect).map(([label, effect]) => h("span", { title: effect.slice(2) }, `${label}: ${effect}`)),
    ),
  );
}

/** The questions of an answer, or that there are none worth asking; `null` if nothing was asked of the bundle. */
export function nextQuestions(answer) {
  if (answer.stop_asking === null || answer.stop_asking === undefined) return null;
  if (answer.stop_asking) return h("p", { class: "settled" }, `✓ ${t().settled}`);
  return h(
    "section",
    { class: "next", "aria-labelledby": "next-title" },
    h("h3", { id: "next-title" }, t().askNext),
    h("p", { class: "hint" }, t().askWhy),
    h("ul", {}, answer.next_findings.slice(0, SHOWN).map(card)),
  );
}
