// How a word sounds, and how far it is from another (`spelling.py` has the reasons).

export class Spelling {
  constructor(rules) {
    this.sounds = rules.sounds.map(([pattern, sound]) => [new RegExp(pattern, "g"), sound]);
    this.ending = new RegExp(rules.ending);
    this.vowels = new RegExp(rules.vowels);
    this.leastStem = rules.least_stem;
    this.slips = rules.slips;
    this.known = new Map();
  }

  /** How a folded word may sound: one key, or two where its ll may be an l or a y. */
  keys(word) {
    let found = this.known.get(word);
    if (!found) {
      const spellings = new Set([word, word.replaceAll("ll", "y")]);
      found = [...new Set([...spellings].map((spelling) => this.#key(spelling)))];
      this.known.set(word, found);
    }
    return found;
  }

  #key(word) {
    for (const [pattern, sound] of this.sounds) word = word.replace(pattern, sound);
    return word.length < this.leastStem ? word : word.replace(this.ending, "").replace(this.vowels, "");
  }

  /** How many letters of a word may be wrong. */
  slipsAllowed = (word) => this.slips.filter((length) => word.length >= length).length;
}

/** Letters to insert, leave out, change or swap with their neighbour; `most + 1` for more than `most`. */
export function distance(one, other, most) {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let before = [];
  let above = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const same = one[row - 1] === other[column - 1];
      let cost = Math.min(above[column] + 1, current[column - 1] + 1, above[column - 1] + (same ? 0 : 1));
      if (row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]) cost = Math.min(cost, before[column - 2] + 1);
      current.push(cost);
    }
    if (Math.min(...current) > most) return most + 1;
    [before, above] = [above, current];
  }
  return above[other.length];
}
