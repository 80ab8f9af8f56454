// What a query of the search box means, as `ask.py` has it: findings, present or absent, and guesses marked as such. Values
// are read by the service alone: a number is never taken for a finding that merely holds the words beside it.

import { Denial } from "./denial.js";
import { Several, isSure } from "./several.js";
import { Spelling } from "./spelling.js";
import { ordered } from "./sorted.js";
import { TextIndex } from "./textindex.js";
import { Words, fold } from "./words.js";

/** What each finding gains by being usual, as `Lexicon` reckons it. */
function usual(shown, { usual_bonus: bonus, least_share: least }) {
  const told = Array.from(shown, (share) => Math.log(Math.max(share, least) / least));
  const most = told.reduce((one, other) => Math.max(one, other), 1);
  return told.map((one) => (bonus * one) / most);
}

const numbersOf = (text) => fold(text).split(" ").filter((word) => /\d/.test(word));

export class Search {
  /** `shown`: the mean share of patients that show each finding of the lexicon. */
  constructor(lexicon, rules, shown) {
    this.lexicon = lexicon;
    this.rules = rules;
    this.usual = usual(shown, rules.index);
    this.words = new Words(rules.words);
    this.denial = new Denial(rules.denial);
    this.several = new Several(rules.several, this.denial);
    this.index = new TextIndex([...this.#phrases()], rules, this.words, new Spelling(rules.sounds));
  }

  *#phrases() {
    for (const [owner, { names, synonyms }] of this.lexicon.entries.entries())
      for (const lang of this.rules.languages) {
        if (names[lang]) yield { folded: fold(names[lang]), text: names[lang], owner, lang, preferred: true };
        for (const text of synonyms[lang] ?? []) yield { folded: fold(text), text, owner, lang, preferred: false };
      }
  }

  /** Lines as `GET /v1/findings` answers them, best first. */
  answers(query, lang, limit) {
    const numbers = numbersOf(query);
    const told = this.#answers(query, lang, limit);
    return told.filter(({ id, matched }) => id === matched || numbers.every((word) => numbersOf(matched).includes(word)));
  }

  #answers(query, lang, limit) {
    const search = (text, most = limit) => this.#hits(text, lang, most);
    let hits = search(query);
    if (!isSure(hits)) {
      const parts = this.several.partsOf(query, search);
      if (parts.length) return parts.map(({ hit, denied }) => line(hit, { excluded: denied })).slice(0, limit);
      const began = this.words.withoutBeginning(query);
      const earlier = began === null ? [] : search(began);
      if (isSure(earlier)) hits = earlier;
    }
    const denied = this.#denied(query, hits, search);
    if (denied) return denied;
    const normal = this.denial.isNormal(query);
    return hits.map((hit) => line(hit, { weak: hit.weak || (normal && !hit.whole) }));
  }

  /** The excluded findings of a query that denies them; `null` where it denies nothing. */
  #denied(query, hits, search) {
    const denial = this.denial.negated(query);
    if (!denial || (isSure(hits) && this.denial.deniesItself(hits[0].matched, denial.cue))) return null;
    const rest = search(denial.rest);
    const { beginning, name } = this.rules.denial;
    if (!rest.length || rest[0].weak || (hits[0]?.score >= beginning && rest[0].score < name)) return null;
    if (rest[0].whole || !denial.bare) return rest.map((hit) => line(hit, { excluded: true }));
    const guesses = rest.filter((hit) => !fold(hit.matched).split(" ").some((word) => this.words.denials.has(word)));
    return guesses.map((hit) => line(hit, { excluded: true, weak: true }));
  }

  /** Findings by name, synonym or id, best first, as `Lexicon.search` finds them. */
  #hits(query, lang, limit) {
    const typed = this.lexicon.typedId(query);
    if (typed) return [{ id: typed.id, names: typed.names, matched: typed.id, score: 1, weak: false, whole: true }];
    const best = new Map();
    const { language_bonus: ofLanguage, name_bonus: ofName, plural } = this.rules.index;
    for (const match of this.index.search(query, limit)) {
      const { owner, lang: own, preferred } = match.phrase;
      const usually = match.score < plural ? this.usual[owner] : 0;
      const score = Math.min(1, match.score + (own === lang ? ofLanguage : 0) + (preferred ? ofName : 0) + usually);
      if (!best.has(owner) || score > best.get(owner).score) best.set(owner, { score, match });
    }
    const ranked = [...best.values()].sort((a, b) => b.score - a.score || a.match.phrase.text.length - b.match.phrase.text.length || ordered(a.match.phrase.owner, b.match.phrase.owner));
    return ranked.slice(0, limit).map(({ score, match }) => {
      const { id, names } = this.lexicon.entries[match.phrase.owner];
      return { id, names, matched: match.phrase.text, score, weak: match.weak, whole: this.index.saysAll(query, match) };
    });
  }
}

const line = (hit, { excluded = false, weak = hit.weak }) => ({
  id: hit.id,
  names: hit.names,
  matched: hit.matched,
  score: Math.round(hit.score * 1e4) / 1e4,
  kind: "finding",
  excluded,
  weak,
  measurements: [],
});
