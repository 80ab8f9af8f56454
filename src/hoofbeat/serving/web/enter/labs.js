// Laboratory values by search, among all that can be measured: each then waits for its number.

import { measurable } from "../base/api.js";
import { combobox } from "../base/combobox.js";
import { h } from "../base/dom.js";
import { nameOf, t } from "../base/i18n.js";
import { addMeasurements } from "./measurements.js";
import { HABITS, habit, rememberHabit, unitFor, unitText } from "./units.js";
import { isVital, learnMeasurable } from "./vitals.js";

const place = document.querySelector("#labs");

const LINES = 8;

let items = [];

const bare = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Every quantity that has all the words, by the beginnings of its own, in any language; a whole beginning first. */
function find(text) {
  const words = bare(text).split(/\s+/).filter(Boolean);
  const rank = (name) => (name.startsWith(words.join(" ")) ? 0 : 1);
  const named = items.flatMap((item) => {
    const names = Object.values(item.names).map(bare);
    const hits = names.filter((name) => words.every((word) => name.split(/[\s(/-]+/).some((part) => part.startsWith(word))));
    return hits.length ? [{ item, rank: Math.min(...hits.map(rank)) }] : [];
  });
  return named.sort((a, b) => a.rank - b.rank || nameOf(a.item).length - nameOf(b.item).length).slice(0, LINES).map(({ item }) => item);
}

const add = (item) => addMeasurements([{ code: item.code, names: item.names, value: null, unit: unitFor(item.code, item.unit) }]);

/** Draw the search, and the habit of units, in the reader's language. */
export function drawLabs() {
  if (!items.length) return;
  const units = h(
    "select",
    { "aria-label": t().labUnits, autocomplete: "off", onchange: () => rememberHabit("labs", units.value) },
    HABITS.labs.map((one) => h("option", { value: one, selected: habit("labs") === one }, t().labHabits[one])),
  );
  place.replaceChildren(
    combobox({
      label: t().addLab,
      hint: t().addLab,
      find,
      line: (item) => [h("span", { class: "name" }, nameOf(item)), h("span", { class: "meta" }, unitText(unitFor(item.code, item.unit)))],
      choose: add,
      delay: 0,
    }),
    units,
  );
}

/** Learn what can be measured, if that is not known yet. */
export async function startLabs() {
  if (items.length) return;
  items = await measurable().catch(() => []);
  learnMeasurable(items);
  items = items.filter((item) => !isVital(item.code));
  drawLabs();
}
