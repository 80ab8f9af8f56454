// A finding that was looked for and is absent, as a physician types it (`negation.py`).

import { fold } from "./words.js";

export class Denial {
  constructor(rules) {
    this.rules = rules;
    this.bare = new Set(rules.bare);
    this.normal = new Set(rules.normal);
    this.ability = new RegExp(rules.ability);
    this.byName = new RegExp(rules.by_name);
    this.ofWhom = new RegExp(rules.of_whom);
    this.minus = [rules.minus_after, rules.minus_before].map((pattern) => new RegExp(pattern, "u"));
  }

  /** What is denied in a query, `{ rest, cue, bare }`; `null` where nothing looks like a denial. */
  negated(query) {
    const folded = fold(query).replace(this.ofWhom, "");
    for (const [finding, words] of Object.entries(this.rules.one_word)) if (words.includes(folded)) return this.#said(finding, folded);
    if (this.ability.test(folded)) return null;
    for (const pattern of this.minus) {
      const rest = query.replace(pattern, "");
      if (rest !== query && fold(rest)) return this.#said(fold(rest), "-");
    }
    const before = this.rules.before.find((cue) => folded.startsWith(`${cue} `));
    if (before) return this.#said(folded.slice(before.length + 1), before);
    const after = this.rules.after.find((cue) => folded.endsWith(` ${cue}`));
    return after ? this.#said(folded.slice(0, -after.length - 1), after) : null;
  }

  #said = (rest, cue) => ({ rest, cue, bare: this.bare.has(cue) });

  /** Whether a query says that something is normal. */
  isNormal = (query) => fold(query).split(" ").some((word) => this.normal.has(word));

  /** Whether a finding's own name holds a denial, or this very cue. */
  deniesItself(name, cue) {
    const folded = fold(name);
    return folded.startsWith(`${cue} `) || this.byName.test(folded);
  }
}
