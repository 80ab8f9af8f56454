// A note with its proposals marked in it.

import { h } from "../base/dom.js";
import { t } from "../base/i18n.js";
import { isConfirmed } from "./proposals.js";

/** Every place that a proposal came from, in the order of the note; the same words may speak of several, as 120/80 does. */
function places(read) {
  const found = new Map();
  for (const one of read) {
    for (const { start, end } of one.spans) {
      const key = `${start} ${end}`;
      found.set(key, { start, end, ones: [...(found.get(key)?.ones ?? []), one] });
    }
  }
  const all = [...found.values()].sort((a, b) => a.start - b.start || b.end - a.end);
  return all.filter((place, position) => all.slice(0, position).every((earlier) => earlier.end <= place.start));
}

const of = new WeakMap(); // mark → its proposals

/** The text; `choose(proposal)` is called for a mark that is pressed. Offsets count characters, as the service does. */
export function markedNote(text, read, choose) {
  const letters = Array.from(text); // a letter beyond the first plane is two units of a JavaScript string
  const cut = (from, to) => letters.slice(from, to).join("");
  const parts = [];
  let at = 0;
  for (const { ones, start, end } of places(read)) {
    parts.push(cut(at, start));
    const mark = h("mark", { class: ones[0].status, title: t().statuses[ones[0].status], onclick: () => choose(ones[0]) }, cut(start, end));
    of.set(mark, ones);
    parts.push(mark);
    at = end;
  }
  return h("div", { class: "marked", tabIndex: 0, role: "region", "aria-label": t().note }, ...parts, cut(at));
}

/** Show how each proposal stands, and which has the keyboard. */
export function drawMarks(note, current) {
  for (const mark of note.querySelectorAll("mark")) {
    const ones = of.get(mark);
    mark.classList.toggle("here", ones.includes(current));
    mark.classList.toggle("confirmed", ones.some(isConfirmed));
    mark.classList.toggle("refused", ones.every(({ decision }) => decision === "refused"));
  }
  note.querySelector("mark.here")?.scrollIntoView({ block: "nearest" });
}
