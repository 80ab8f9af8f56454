// Words as a search reads them (`words.py` has the reasons): folded, without fillers, with their kin and their opposites.

const ASCII = /^[\0-\x7f]*$/;

/** Lower case, without accents, and one space for whatever is neither letter nor digit. */
export const fold = (text) => (ASCII.test(text) ? text.toLowerCase().replace(/[^a-z0-9]+/g, " ").trim() : foldAny(text));

const foldAny = (text) =>
  text
    .toLowerCase()
    .replaceAll("ß", "ss")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

export const isAlpha = (word) => /^\p{L}+$/u.test(word);

/** The words of a language that a search knows something of; `rules` as `search_rules.py` writes them. */
export class Words {
  constructor(rules) {
    this.rules = rules;
    this.fillers = new Set(rules.fillers);
    this.modifiers = new Set(rules.modifiers);
    this.denials = new Set(rules.denials);
    this.since = new RegExp(rules.since);
    this.kin = new Map(Object.entries(rules.kin));
    this.excluding = new Map(Object.entries(rules.excluding));
  }

  /** The words that mean something; all of them where none does. */
  content(folded) {
    const words = folded.split(" ");
    const meant = words.filter((word) => !this.fillers.has(word));
    return meant.length ? meant : words;
  }

  /** The meanings a word is listed under. */
  statedKin = (word) => this.kin.get(word) ?? [];

  /** These, and those of its build. */
  kinOf(word) {
    const found = [...this.statedKin(word)];
    if (word.length >= this.rules.least_built) {
      for (const [prefix, kin] of this.rules.prefixes) if (word.startsWith(prefix)) found.push(kin);
      for (const [suffix, kin] of this.rules.suffixes) if (word.endsWith(suffix)) found.push(kin);
    }
    return found;
  }

  /** Whether an answer says the contrary of a word that was asked, or another part of the body, and not that word. */
  opposed(asked, answer) {
    const wanted = new Set(asked.flatMap((word) => this.kinOf(word)));
    if (!wanted.size) return false;
    const given = new Set(answer.flatMap((word) => this.kinOf(word)));
    return [...wanted].some((kin) => !given.has(kin) && (this.excluding.get(kin) ?? []).some((other) => given.has(other) && !wanted.has(other)));
  }

  /** A query without its last words that say since what age, `null` where it has none. */
  withoutBeginning(query) {
    const folded = fold(query);
    const bare = folded.replace(this.since, "");
    return bare && bare !== folded ? bare : null;
  }
}
