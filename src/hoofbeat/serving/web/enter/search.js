// The search box: an ARIA combobox with live suggestions: findings, findings that are absent, and measurements.

import { searchFindings } from "../base/api.js";
import { debounced, h } from "../base/dom.js";
import { foreign, languageFor, nameOf, t } from "../base/i18n.js";
import { addMeasurements, typed } from "./measurements.js";
import { unitFor } from "./units.js";
import { refusal } from "../base/refusals.js";
import { addFinding, hasFinding } from "../base/state.js";

const DELAY = 80;

const input = document.querySelector("#query");
const list = document.querySelector("#suggestions");
const status = document.querySelector("#search-status");

const small = matchMedia("(max-width: 860px)");

let hits = [];
let active = -1;
let pending = null;
let entered = false; // Enter came before the answer: take its first hit once it is there
let denying = false; // and it came with Shift: the finding is absent

/** Where nobody wrote a unit or a number, the unit is the one this reader is used to. */
const inHabit = (item) => (item.unit_typed || item.value !== null ? item : { ...item, unit: unitFor(item.code, item.unit) });

async function search() {
  const query = input.value.trim();
  pending?.abort();
  if (!query) return close();
  pending = new AbortController();
  let found;
  try {
    found = await searchFindings(query, languageFor("search"), pending.signal);
  } catch (error) {
    if (error.name === "AbortError") return;
    hits = [];
    show(note(refusal(error)[0]));
    return;
  }
  if (query !== input.value.trim()) return; // typed on meanwhile: the search for that will answer
  hits = found;
  active = hits.length && !hits[0].weak ? 0 : -1; // a guess is taken by choosing it, never by Enter alone
  if (entered && active === 0) return choose(hits[0], denying);
  entered = false;
  status.textContent = hits.length ? `${hits[0].weak ? t().didYouMean : ""} ${t().suggestionCount(hits.length)}`.trim() : t().nothingFound;
  show(...(hits.length ? lines() : [note(t().nothingFound)]));
  mark();
}

const note = (text) => h("li", { class: "none", role: "presentation" }, text);

/** A line for each hit, with "did you mean" above the guesses. */
function lines() {
  const first = hits.findIndex((hit) => hit.weak);
  return hits.flatMap((hit, position) => (position === first ? [note(t().didYouMean), option(hit, position)] : [option(hit, position)]));
}

function option(hit, position) {
  const measured = hit.kind === "measurement";
  const name = nameOf(hit);
  const other = !measured && hit.matched !== name && hit.matched !== hit.id ? t().alsoCalled(hit.matched) : "";
  const what = measured ? t().asMeasurement : hit.excluded ? t().absent : "";
  return h(
    "li",
    {
      id: `suggestion-${position}`,
      class: hit.weak ? "weak" : hit.excluded ? "denied" : null,
      role: "option",
      onmousedown: (event) => event.preventDefault(), // keep the focus in the box
      onclick: () => choose(hit),
    },
    h("span", { class: "name", lang: foreign(hit) }, emphasised(name), measured && h("b", {}, ` ${hit.measurements.map(typed).join(" / ")}`)),
    h("span", { class: "meta" }, [what, other, hasFinding(hit.id) ? t().alreadyThere : "", hit.id].filter(Boolean).join(" · ")),
  );
}

/** The name, with what was typed of it in bold. */
function emphasised(name) {
  // Letter by letter, so that positions in the folded text are positions in the name.
  const bare = (text) => [...text].map((letter) => letter.normalize("NFD")[0].toLowerCase()).join("");
  const words = bare(input.value).split(/\s+/).filter(Boolean);
  const folded = bare(name);
  return name.split(/(\s+)/).reduce(
    ({ parts, at }, word) => {
      const typed = words.filter((start) => folded.startsWith(start, at)).sort((a, b) => b.length - a.length)[0];
      const cut = Math.min(typed?.length ?? 0, word.length);
      return { parts: [...parts, cut > 0 && h("b", {}, word.slice(0, cut)), word.slice(cut)], at: at + word.length };
    },
    { parts: [], at: 0 },
  ).parts;
}

function show(...rows) {
  // On a phone the keyboard takes half the screen: the field goes to its top, and the list has the rest.
  if (list.hidden && small.matches) input.closest(".field").scrollIntoView({ block: "start" });
  list.replaceChildren(...rows);
  list.hidden = false;
  input.setAttribute("aria-expanded", "true");
}

function close() {
  hits = [];
  entered = false;
  active = -1;
  list.hidden = true;
  list.replaceChildren();
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
  status.textContent = "";
}

function mark() {
  const options = [...list.querySelectorAll("[role=option]")];
  options.forEach((row, position) => row.setAttribute("aria-selected", String(position === active)));
  if (active < 0) return input.removeAttribute("aria-activedescendant");
  input.setAttribute("aria-activedescendant", `suggestion-${active}`);
  options[active].scrollIntoView({ block: "nearest" });
}

/** Take a hit; `denied` enters a finding as absent. */
function choose(hit, denied = false) {
  if (hit.kind === "measurement") addMeasurements(hit.measurements.map(inHabit));
  else addFinding(hit, denied || hit.excluded);
  input.value = "";
  close();
  if (!hit.measurements?.some((item) => item.value === null)) input.focus(); // else the empty row waits for its number
}

function onKey(event) {
  const moves = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in moves) {
    event.preventDefault();
    if (hits.length === 0) return void search();
    active = active < 0 && moves[event.key] < 0 ? hits.length - 1 : (active + moves[event.key] + hits.length) % hits.length;
    mark();
  } else if (event.key === "Enter" && (active >= 0 || hits.length === 0)) {
    event.preventDefault();
    if (active >= 0) return choose(hits[active], event.shiftKey);
    entered = true;
    denying = event.shiftKey;
    void search();
  } else if (event.key === "Escape") {
    if (list.hidden) input.value = "";
    close();
  }
}

/** Bring the search box to life. */
export function startSearch() {
  const later = debounced(search, DELAY);
  input.addEventListener("input", () => {
    // What is listed belongs to what was typed before: Enter must not choose it.
    hits = [];
    active = -1;
    entered = false;
    later();
  });
  input.addEventListener("keydown", onKey);
  input.addEventListener("blur", close);
}
