// Two diseases, finding by finding: what each says for the one and for the other.

import { differential, explained, searchDiseases } from "../base/api.js";
import { combobox } from "../base/combobox.js";
import { openDialog } from "../base/dialog.js";
import { h } from "../base/dom.js";
import { factor, isNothing, percent } from "../base/format.js";
import { foreign, languageFor, nameOf, t } from "../base/i18n.js";
import { offers } from "../base/offers.js";
import { refusal } from "../base/refusals.js";
import { caseFields } from "../base/requests.js";
import { forget, onChange } from "../base/state.js";
import { answers } from "../ask/answers.js";
import { badges } from "./badges.js";
import { label } from "./explain.js";
import { likelihood } from "./likelihood.js";

const LINES = 50;

/** What two diseases have in common is one row, by finding or, of what is no finding, by what it is. */
function rows([a, b]) {
  const keyOf = (item) => `${item.kind} ${item.finding_id ?? nameOf(item)}`;
  const found = new Map();
  [a, b].forEach((disease, side) =>
    disease.contributions.forEach((item) => {
      const row = found.get(keyOf(item)) ?? { item, values: [0, 0] };
      row.values[side] += item.value;
      found.set(keyOf(item), row);
    }),
  );
  return [...found.values()].sort((x, y) => Math.abs(y.values[0] - y.values[1]) - Math.abs(x.values[0] - x.values[1]));
}

function cell(value, largest) {
  const bar = h("span", { class: value < 0 ? "bar against" : "bar for", hidden: isNothing(value) });
  bar.style.width = `${Math.min(Math.abs(value) / largest, 1) * 50}%`;
  return [h("td", { class: "track" }, h("span", { class: "axis", "aria-hidden": "true" }, bar)), h("td", { class: "number" }, factor(value))];
}

const head = (disease) =>
  h("th", { scope: "col", colSpan: 2 }, h("span", { class: "name", lang: foreign(disease) }, nameOf(disease)), h("span", { class: "of" }, h("b", {}, percent(disease.probability)), ` ${likelihood(disease.probability)} `, badges(disease)));

/** What tells the two apart, the most telling first. */
function table(pair) {
  const found = rows(pair);
  // Findings set the scale: how common a disease is may weigh a thousand times more, and would hide them all.
  const largest = Math.max(...found.filter(({ item }) => item.finding_id).flatMap(({ values }) => values.map(Math.abs)), 0.01);
  return h(
    "table",
    { class: "comparison" },
    h("caption", { class: "visually-hidden" }, t().comparisonOf(nameOf(pair[0]), nameOf(pair[1]))),
    h("thead", {}, h("tr", {}, h("td", {}), pair.map(head), h("th", { scope: "col", class: "speaks" }, t().speaksFor))),
    h(
      "tbody",
      {},
      found.map(({ item, values: [a, b] }) =>
        h("tr", { class: isNothing(a - b) && "nothing" }, h("th", { scope: "row", lang: foreign(item) }, label(item)), cell(a, largest), cell(b, largest), h("td", { class: "speaks" }, isNothing(a - b) ? t().neither : nameOf(pair[a > b ? 0 : 1]))),
      ),
    ),
  );
}

/** What the one makes likely and the case does not state, each with how often the other has it if that is known. */
function expected(disease) {
  if (!disease.expected_missing?.length) return h("p", { class: "hint" }, t().nothingMissing);
  return h("ul", { class: "missing" }, disease.expected_missing.map((finding) => h("li", {}, h("span", { class: "name", lang: foreign(finding) }, nameOf(finding)), h("span", { class: "faint" }, t().ofPatients(percent(finding.frequency))), answers(finding))));
}

const expectations = (pair) =>
  h("div", { class: "expectations" }, pair.map((disease) => h("section", {}, h("h3", {}, t().missingOf(nameOf(disease))), expected(disease))));

/** Both as they stand for the case as it is now: of any disease where the service explains any, else of those it lists. */
async function current(ids, signal) {
  if (offers("/v1/explanation")) return (await explained(caseFields(), ids, signal)).diseases;
  return (await differential({ ...caseFields(), top: LINES, explain: true, grouped: false }, signal)).differential;
}

function picker(position, chosen, lines, choose) {
  const known = lines.some((line) => line.disease_id === chosen.disease_id) ? lines : [chosen, ...lines];
  const select = h(
    "select",
    { "aria-label": t().compared[position], onchange: () => choose(known.find((line) => line.disease_id === select.value)) },
    known.map((line) => h("option", { value: line.disease_id, selected: line.disease_id === chosen.disease_id }, nameOf(line))),
  );
  const another = offers("/v1/diseases") && offers("/v1/explanation");
  return h(
    "div",
    { class: "picker" },
    select,
    another &&
      combobox({
        label: t().anotherDisease,
        hint: t().anotherDisease,
        find: (text, signal) => searchDiseases(text, languageFor("search"), signal),
        line: (item) => [h("span", { class: "name", lang: foreign(item) }, nameOf(item)), h("span", { class: "meta" }, item.id)],
        choose: (item) => choose({ disease_id: item.id, names: item.names }),
      }),
  );
}

/** Compare a line of the list with the next best, or with any other. */
export function openComparison(disease, answer) {
  const lines = answer.differential;
  let pair = [disease, lines.find((line) => line.disease_id !== disease.disease_id)];
  let pending = null;
  let place = null;

  const draw = async () => {
    pending?.abort();
    const mine = (pending = new AbortController());
    const ids = pair.map((one) => one.disease_id);
    const pickers = h("div", { class: "pickers" }, pair.map((one, side) => picker(side, one, lines, (chosen) => ((pair = side ? [pair[0], chosen] : [chosen, pair[1]]), void draw()))));
    if (!place.querySelector(".pickers")) place.replaceChildren(pickers);
    let content;
    try {
      const found = await current(ids, mine.signal);
      const both = ids.map((id) => found.find((one) => one.disease_id === id));
      content = ids[0] === ids[1] ? [h("p", { class: "hint" }, t().sameTwice)] : both.every(Boolean) ? [table(both), h("p", { class: "hint" }, t().explained), expectations(both)] : [h("p", { class: "hint" }, t().notListedNow)];
    } catch (error) {
      if (error.name === "AbortError") return;
      content = [h("div", { class: "problem", role: "alert" }, refusal(error).map((sentence) => h("p", {}, sentence)))];
    }
    const focused = place.contains(document.activeElement) ? [...place.querySelectorAll("select, input, button")].indexOf(document.activeElement) : -1;
    place.replaceChildren(pickers, ...content);
    if (focused >= 0) [...place.querySelectorAll("select, input, button")][focused]?.focus();
  };
  const again = () => void draw();
  onChange(again);
  openDialog({
    title: t().compareTitle,
    name: "compare",
    wide: true,
    draw: (body) => {
      place = body;
      void draw();
    },
    closed: () => forget(again),
  });
}
