// Several findings in one query, each present or absent (`several.py`).

import { fold } from "./words.js";

/** Whether the first hit says all that was typed, and is no guess. */
export const isSure = ([first]) => Boolean(first?.whole && !first.weak);

export class Several {
  constructor(rules, denial) {
    this.rules = rules;
    this.denial = denial;
    this.break = new RegExp(rules.break, "gi");
    this.turn = new RegExp(rules.turn, "i");
  }

  /** The findings of a query that lists several, `{ hit, denied }`; empty where one of them is not surely known. */
  partsOf(query, search) {
    const breaks = [...query.matchAll(this.break)];
    const starts = [0, ...breaks.map((one) => one.index + one[0].length)];
    const ends = [...breaks.map((one) => one.index), query.length];
    if (starts.length < 2 || starts.length > this.rules.most) return [];
    const found = [];
    let denied = false;
    for (const [at, start] of starts.entries()) {
      const words = query.slice(start, ends[at]);
      const link = at ? breaks[at - 1][0] : "";
      let own = this.denial.negated(words);
      let hits = search(words, 1);
      if (own && isSure(hits) && this.denial.deniesItself(hits[0].matched, own.cue)) own = null;
      const goesOn = denied && !this.turn.test(link) && !this.rules.affirms.some((word) => fold(words).startsWith(word));
      denied = own !== null || goesOn;
      if (own) hits = search(own.rest, 1);
      if (!isSure(hits)) return [];
      found.push({ hit: hits[0], denied });
    }
    return found;
  }
}
