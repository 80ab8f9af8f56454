// A disease of a ranking as the line that an answer has of it, with what speaks for and against it (`lines.py`).

import { named } from "./lexicon.js";

const rounded = (value, digits) => Math.round(value * 10 ** digits) / 10 ** digits;

export class Lines {
  constructor({ diseases, lexicon, profiles, rules }) {
    Object.assign(this, { diseases, lexicon, profiles, rules });
  }

  /**
   * The line of one disease; `scored` as the engine has it.
   * @param column where it stands among those whose `shares` are told; without shares nothing is explained.
   */
  of({ rank, place, subtypes, group_probability }, scored, inSet, column, shares) {
    const { id, names, ...facts } = this.diseases[place];
    return {
      ...named(names),
      rank,
      disease_id: id,
      ...this.rules.disease,
      ...facts,
      probability: Math.min(scored.outputs.probability[place], 1),
      score: scored.outputs.score[place],
      contributions: shares ? this.#contributions(place, scored, column, shares) : [],
      in_set: inSet,
      expected_missing: shares ? this.#missing(place, scored) : [],
      unexplained: shares ? scored.observed.filter((_, row) => !(shares.told("support_share", row, column) > 0)).map(this.#named) : [],
      subtypes,
      group_probability,
    };
  }

  #named = (finding) => ({ ...named(this.lexicon.entries[finding].names), finding_id: this.lexicon.entries[finding].id });

  #contributions(place, scored, column, shares) {
    const of = (kind, findings, name) => findings.map((finding, row) => ({ kind, ...this.#named(finding), value: shares.told(name, row, column) }));
    const told = [...of("observed", scored.observed, "support_share"), ...of("excluded", scored.excluded, "absence_share")];
    told.sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
    for (const [kind, names] of Object.entries(this.rules.contributions)) {
      const value = scored.outputs[`${kind}_share`]?.[place] ?? 0;
      if (value) told.push({ kind, finding_id: null, ...named(names), value });
    }
    return told;
  }

  /** Findings frequent in the disease and neither observed nor excluded, the most telling first. */
  #missing(place, { implied, absent }) {
    const told = ({ finding, frequency }) => Math.fround(frequency * this.profiles.specificity[finding]);
    return this.profiles
      .stated(place)
      .filter(({ finding, frequency }) => frequency >= Math.fround(this.rules.missing.expected) && !implied.has(finding) && !this.profiles.isBelow(finding, absent))
      .sort((a, b) => told(b) - told(a))
      .slice(0, this.rules.missing.most)
      .map(({ finding, frequency }) => ({ ...this.#named(finding), frequency: rounded(frequency, 3) }));
  }
}

export { rounded };
