// Search over all names of the findings, in the tiers of `textindex.py`.

import { Likeness } from "./likeness.js";
import { beginning, firstAfter, firstFrom, listOf, ordered } from "./sorted.js";
import { fold } from "./words.js";

export class TextIndex {
  #likeness = null;

  /** `phrases`: `{ folded, text, owner, lang, preferred }`. */
  constructor(phrases, rules, words, spelling) {
    this.rules = rules.index;
    this.all = rules;
    this.words = words;
    this.spelling = spelling;
    this.phrases = phrases.sort((a, b) => ordered(a.folded, b.folded) || ordered(a.text, b.text) || a.owner - b.owner || ordered(a.lang, b.lang));
    this.folded = this.phrases.map(({ folded }) => folded);
    this.postings = new Map();
    this.folded.forEach((folded, row) => {
      for (const word of new Set(folded.split(" "))) listOf(this.postings, word).push(row);
    });
    this.vocabulary = [...this.postings.keys()].sort(ordered);
    this.joined = this.folded.join("\n");
    this.starts = [0];
    for (const folded of this.folded) this.starts.push(this.starts.at(-1) + folded.length + 1);
  }

  /** Sounds and kin of the words: they take a while to gather, and are needed where nothing holds what was typed. */
  gather() {
    return (this.#likeness ??= new Likeness(this, this.all.likeness, this.words, this.spelling));
  }

  /** What matches, unordered and some phrases twice: `{ phrase, score, weak, whole }`. */
  search(query, limit) {
    const typed = fold(query);
    if (!typed) return [];
    const matches = [];
    const take = (row, score, weak = false, whole = false) => matches.push({ phrase: this.phrases[row], score, weak, whole });
    for (const tier of [this.#whole, this.#beginning, this.#byWords]) {
      tier.call(this, typed, take);
      if (matches.length > this.rules.per_hit * limit) return matches;
    }
    if (!matches.length) this.gather().search(typed, take);
    this.#inside(typed, take);
    return matches;
  }

  #whole(typed, take) {
    const cut = (end) => (typed.endsWith(end) ? typed.slice(0, -end.length) : typed);
    for (const form of new Set([typed, `${typed}s`, `${typed}es`, cut("s"), cut("es")])) {
      const [first, last] = [firstFrom(this.folded, form), firstAfter(this.folded, form)];
      for (let row = first; row < last; row += 1) take(row, form === typed ? this.rules.exact : this.rules.plural);
    }
  }

  #beginning(typed, take) {
    const [, last] = beginning(this.folded, typed);
    for (let row = firstAfter(this.folded, typed); row < last; row += 1) {
      const folded = this.folded[row];
      take(row, this.rules.prefix + this.#coverage(typed, folded) + (folded[typed.length] === " " ? this.rules.whole_word : 0));
    }
  }

  #byWords(typed, take) {
    const words = this.words.content(typed);
    const sets = words.map((word) => this.#rowsOf(this.singular(word))).sort((a, b) => a.size - b.size);
    for (const row of sets[0]) {
      if (!sets.every((set) => set.has(row))) continue;
      const folded = this.folded[row].split(" ");
      const whole = words.filter((word) => folded.includes(word)).length / words.length;
      take(row, this.rules.words + this.#coverage(typed, this.folded[row]) + this.rules.whole_word * whole);
    }
  }

  #inside(typed, take) {
    let found = this.joined.indexOf(typed);
    while (found >= 0) {
      const row = firstAfter(this.starts, found) - 1;
      take(row, this.rules.inside + this.#coverage(typed, this.folded[row]), typed.length < this.rules.least_inside);
      found = this.joined.indexOf(typed, this.starts[row + 1]);
    }
  }

  #rowsOf(prefix) {
    const [first, last] = beginning(this.vocabulary, prefix);
    const rows = new Set();
    for (let at = first; at < last; at += 1) for (const row of this.postings.get(this.vocabulary[at])) rows.add(row);
    return rows;
  }

  /** A prefix that singular and plural share. */
  singular = (word) => (word.length > this.rules.least_plural && word.endsWith("s") ? word.slice(0, -1) : word);

  #coverage = (typed, folded) => this.rules.span * Math.min(1, typed.length / folded.length);

  /** Whether a phrase says all that was typed, and nothing else. */
  saysAll(query, match) {
    const sorted = (folded) => this.words.content(folded).sort(ordered).join(" ");
    return match.whole || match.score >= this.rules.plural || sorted(fold(query)) === sorted(match.phrase.folded);
  }
}
