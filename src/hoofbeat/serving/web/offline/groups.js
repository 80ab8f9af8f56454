// A ranking in lines: each disease on its own, or the subtypes of one disease under the best-ranked of them (`groups.py`).

import { named } from "./lexicon.js";

const MANY = 4; // so many diseases are looked at for a line, and so many times more where they were too few

export class Groups {
  #groups = null;

  constructor(diseases, rules) {
    this.diseases = diseases;
    this.type = new RegExp(rules.subtype, "i");
    this.leading = rules.questions.leading;
  }

  #stem(name) {
    let stem = name.toLowerCase().trim();
    for (;;) {
      const shorter = stem.replace(this.type, "");
      if (shorter === stem || !shorter) return stem;
      stem = shorter;
    }
  }

  /** The group of each disease. */
  get groups() {
    if (!this.#groups) {
      const known = new Map();
      this.#groups = Int32Array.from(this.diseases, ({ names }) => {
        const stem = this.#stem(names.en);
        if (!known.has(stem)) known.set(stem, known.size);
        return known.get(stem);
      });
    }
    return this.#groups;
  }

  /** A line for each of the first `top` groups; `first(count)` are the places of so many diseases, the best first. */
  lines(first, probability, top) {
    const { groups } = this;
    let count = Math.max(this.leading, MANY * top);
    let ranking = first(count);
    // Groups are as many as the catalogue has names: a part of the order is nearly always enough.
    while (new Set(ranking.map((place) => groups[place])).size < top && count < groups.length) ranking = first((count *= MANY));
    const sums = new Float64Array(this.diseases.length);
    probability.forEach((value, place) => (sums[groups[place]] += value));
    const leaders = [];
    const seen = new Set();
    for (let at = 0; at < ranking.length && leaders.length < top; at += 1) {
      if (seen.has(groups[ranking[at]])) continue;
      seen.add(groups[ranking[at]]);
      leaders.push(at);
    }
    const members = new Map();
    const end = Math.min(Math.max(this.leading, leaders.at(-1) + 1), ranking.length);
    for (let at = 0; at < end; at += 1) {
      const group = groups[ranking[at]];
      members.set(group, [...(members.get(group) ?? []), this.#subtype(at + 1, ranking[at], probability)]);
    }
    return leaders.map((at) => {
      const group = groups[ranking[at]];
      return { rank: at + 1, place: ranking[at], subtypes: members.get(group).slice(1), group_probability: Math.min(sums[group], 1) };
    });
  }

  #subtype(rank, place, probability) {
    const { id, names } = this.diseases[place];
    return { ...named(names), disease_id: id, rank, probability: Math.min(probability[place], 1) };
  }
}

/** A line for each of the first diseases. */
export const singleLines = (ranking, top) => ranking.slice(0, top).map((place, at) => ({ rank: at + 1, place, subtypes: [], group_probability: null }));
