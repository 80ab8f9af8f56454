// Phrases that resemble what was typed: by sound, by kin, by a few letters, or by most of the words (`likeness.py`).

import { Standing } from "./standing.js";
import { listOf } from "./sorted.js";
import { isAlpha } from "./words.js";

export class Likeness {
  constructor(index, rules, words, spelling) {
    this.index = index;
    this.rules = rules;
    this.words = words;
    this.spelling = spelling;
    this.headFirst = new Set(rules.head_first);
    const total = index.folded.length;
    this.rarity = new Map([...index.postings].map(([word, rows]) => [word, Math.log(1 + total / (1 + rows.length))]));
    this.standing = new Standing(index, rules, words, spelling);
    this.runTogether = new Map();
    index.folded.forEach((phrase, row) => listOf(this.runTogether, this.#together(phrase)).push(row));
  }

  #together = (folded) => folded.split(" ").map((word) => this.spelling.keys(word)[0]).join("");

  /** Hand the rows of phrases that resemble folded text to `take(row, score, weak, whole)`. */
  search(typed, take) {
    const { rules } = this;
    const together = this.#together(typed);
    if (together.length >= rules.least_together) for (const row of this.runTogether.get(together) ?? []) take(row, rules.all + rules.all_span, false, true);
    const words = this.words.content(typed);
    const found = words.map((word) => this.standing.rowsFor(word));
    const weights = words.map((word, at) => this.#weight(word, found[at]));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const sums = new Map();
    found.forEach((rows, at) => {
      for (const [row, similarity] of rows) sums.set(row, (sums.get(row) ?? 0) + weights[at] * similarity);
    });
    const length = (row) => this.index.folded[row].length;
    const promising = [...sums].filter(([, share]) => share >= rules.least_typed_alone * total);
    promising.sort(([a, x], [b, y]) => y - x || length(a) - length(b) || b - a);
    for (const [row, share] of promising.slice(0, rules.judged)) {
      const similarities = found.map((rows) => rows.get(row) ?? 0);
      const said = this.#judge(row, words, weights, similarities, share / total);
      if (said) take(row, ...said);
    }
  }

  /** How like a phrase is: score, whether it is weak, whether it is whole; `null` where it is not. */
  #judge(row, words, weights, similarities, typedShare) {
    const { rules } = this;
    const { folded, phrases } = this.index;
    if (words.some((word, at) => !similarities[at] && this.words.denials.has(word))) return null;
    if (this.words.opposed(words, folded[row].split(" "))) return null;
    const phrase = this.words.content(folded[row]);
    const ofPhrase = phrase.reduce((sum, word) => sum + this.rarity.get(word), 0);
    const ofMatch = weights.reduce((sum, weight, at) => sum + (similarities[at] ? weight : 0), 0);
    const phraseShare = phrase.length > similarities.filter(Boolean).length ? Math.min(1, ofMatch / ofPhrase) : 1;
    const needed = similarities.filter((_, at) => !this.words.modifiers.has(words[at]) && isAlpha(words[at]));
    if (needed.length && needed.every(Boolean)) {
      const quality = typedShare * (0.35 + 0.65 * phraseShare);
      const weak = Math.min(...needed) < rules.sure || phraseShare < rules.least_sure_phrase;
      return [rules.all + rules.all_span * quality, weak, phraseShare >= rules.whole && similarities.every(Boolean)];
    }
    const alone = phraseShare >= rules.whole;
    if (!alone && (typedShare < rules.least_typed || phraseShare < rules.least_phrase)) return null;
    const head = this.headFirst.has(phrases[row].lang) ? similarities[0] : similarities.at(-1);
    const both = (2 * typedShare * phraseShare) / (typedShare + phraseShare);
    return [rules.some + rules.some_span * both + (head ? rules.for_head : 0), true, false];
  }

  #weight(word, rows) {
    const rarity = this.rarity.get(word) || Math.log(1 + this.index.folded.length / (1 + rows.size));
    return rarity * (this.words.modifiers.has(word) || !isAlpha(word) ? this.rules.of_modifier : 1);
  }
}

