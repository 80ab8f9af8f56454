// One question: the finding, its answers, and what each would change.

import { disclosure } from "../base/disclosure.js";
import { h } from "../base/dom.js";
import { percent } from "../base/format.js";
import { foreign, nameOf, t } from "../base/i18n.js";
import { answers } from "./answers.js";

/** The disease that an answer raises the most, if it raises any. */
function raised(shifts) {
  const best = shifts.filter((shift) => shift.after > shift.before).sort((a, b) => b.after - b.before - (a.after - a.before))[0];
  return best && `▲ ${nameOf(best)}`;
}

/** What each answer would raise, in a few words. */
export function inShort(question) {
  const effects = [
    [t().present, raised(question.if_present)],
    [t().absent, raised(question.if_absent)],
  ];
  return h(
    "span",
    { class: "effects" },
    effects.filter(([, effect]) => effect).map(([text, effect]) => h("span", { title: effect.slice(2) }, `${text}: ${effect}`)),
  );
}

/** Each disease that an answer moves: where it stands among the leading ones now, after yes, and after no. */
function table({ if_present: present, if_absent: absent }) {
  const diseases = new Map([...present, ...absent].map((shift) => [shift.disease_id, shift]));
  const after = (shifts, id) => shifts.find((shift) => shift.disease_id === id)?.after;
  const cell = (before, value) => h("td", { class: value === undefined ? "" : value > before ? "up" : value < before ? "down" : "" }, value === undefined ? "–" : `${value > before ? "▲ " : value < before ? "▼ " : ""}${percent(value)}`);
  return h(
    "table",
    { class: "shifts" },
    h("thead", {}, h("tr", {}, h("td", {}), [t().now, t().present, t().absent].map((text) => h("th", { scope: "col" }, text)))),
    h(
      "tbody",
      {},
      [...diseases.values()].map((shift) =>
        h("tr", {}, h("th", { scope: "row", lang: foreign(shift) }, nameOf(shift)), h("td", {}, percent(shift.before)), cell(shift.before, after(present, shift.disease_id)), cell(shift.before, after(absent, shift.disease_id))),
      ),
    ),
  );
}

/** A question as a card. */
export function card(question) {
  return h(
    "li",
    { class: "question", "data-id": question.finding_id },
    h("strong", { lang: foreign(question) }, nameOf(question)),
    answers(question),
    disclosure(`${question.finding_id} shifts`, "changes", inShort(question), () => table(question)),
  );
}
