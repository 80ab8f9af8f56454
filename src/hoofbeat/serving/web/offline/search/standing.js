// Which words may stand for a word: itself, its sound, its beginning, its kin, or one a few letters away (`likeness.py`).

import { distance } from "./spelling.js";
import { beginning, firstAfter, listOf, ordered } from "./sorted.js";
import { isAlpha } from "./words.js";

/** The letters in order: the same for a word whose letters changed places. */
const lettersOf = (word) => `=${[...word].sort(ordered).join("")}`;

function trigramsOf(word) {
  const padded = ` ${word} `;
  return new Set(Array.from({ length: padded.length - 2 }, (_, at) => padded.slice(at, at + 3)));
}

export class Standing {
  constructor(index, rules, words, spelling) {
    this.postings = index.postings;
    this.rules = rules;
    this.words = words;
    this.spelling = spelling;
    this.byKey = new Map();
    this.byKin = new Map();
    this.byTrigram = new Map();
    for (const word of this.postings.keys()) {
      for (const key of spelling.keys(word)) listOf(this.byKey, key).push(word);
      for (const kin of words.statedKin(word)) listOf(this.byKin, kin).push(word);
      for (const trigram of trigramsOf(word)) listOf(this.byTrigram, trigram).push(word);
      listOf(this.byTrigram, lettersOf(word)).push(word);
    }
    this.keys = [...this.byKey.keys()].sort(ordered);
  }

  /** Rows of the phrases that hold a word or one that may stand for it, and how well. */
  rowsFor(word) {
    const rows = new Map();
    this.#others(word, (other, similarity) => {
      for (const row of this.postings.get(other)) if ((rows.get(row) ?? 0) < similarity) rows.set(row, similarity);
    });
    return rows;
  }

  #others(word, take) {
    const { rules } = this;
    for (const key of this.spelling.keys(word)) {
      for (const other of this.byKey.get(key) ?? []) if (other === word || key.length >= rules.least_sound) take(other, other === word ? rules.same : rules.sound);
      if (key.length < rules.least_begun) continue;
      const [, last] = beginning(this.keys, key);
      for (let at = firstAfter(this.keys, key); at < last; at += 1) {
        const similarity = rules.beginning + (rules.beginning_span * key.length) / this.keys[at].length;
        for (const other of this.byKey.get(this.keys[at])) take(other, similarity);
      }
    }
    for (const kin of this.words.statedKin(word)) for (const other of this.byKin.get(kin) ?? []) take(other, rules.kin);
    if (!this.postings.has(word) && isAlpha(word)) this.#slipped(word, take);
  }

  /** Words a few letters away, as written or as they sound. */
  #slipped(word, take) {
    const { rules, spelling } = this;
    const most = spelling.slipsAllowed(word);
    if (!most) return;
    const own = spelling.keys(word);
    const shared = new Map();
    for (const spelled of new Set([word, ...own]))
      for (const trigram of trigramsOf(spelled)) for (const other of this.byTrigram.get(trigram) ?? []) shared.set(other, (shared.get(other) ?? 0) + 1);
    const mixedUp = this.byTrigram.get(lettersOf(word)) ?? [];
    const common = [...shared].sort(([one, a], [other, b]) => b - a || ordered(one, other)).slice(0, rules.candidates);
    for (const other of new Set([...mixedUp, ...common.map(([one]) => one)])) {
      let away = mixedUp.includes(other) && other[0] === word[0] ? 1 : distance(word, other, most);
      for (const key of own) {
        const heard = Math.min(most, spelling.slipsAllowed(key));
        const off = heard ? Math.min(...spelling.keys(other).map((sound) => distance(key, sound, heard))) : Infinity;
        if (off <= heard) away = Math.min(away, off + rules.only_heard);
      }
      if (away > most || this.words.opposed([word], [other])) continue;
      const start = own[0].slice(0, 1) === spelling.keys(other)[0].slice(0, 1) ? 0 : rules.other_start;
      const similarity = rules.slip - rules.per_slip * (away - 1 + start);
      take(other, similarity);
      for (const kin of this.words.statedKin(other)) for (const akin of this.byKin.get(kin)) take(akin, similarity - rules.per_slip);
    }
  }
}
