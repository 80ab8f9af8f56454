// The findings of a bundle, by id.

export class Lexicon {
  /** `content`: the bundle's `lexicon.json`. */
  constructor({ entries, aliases }) {
    this.entries = entries.map(([id, names, synonyms]) => ({ id, names, synonyms }));
    this.aliases = new Map(Object.entries(aliases));
    this.places = new Map(this.entries.map(({ id }, place) => [id, place]));
  }

  /** Where the entry of a current id stands. */
  place = (id) => this.places.get(id);

  /** The current id of a finding; `null` where the bundle does not know it. */
  resolve(id) {
    const current = this.aliases.get(id) ?? id;
    return this.places.has(current) ? current : null;
  }

  get(id) {
    const current = this.resolve(id);
    return current === null ? null : this.entries[this.places.get(current)];
  }

  /** The entry of an id that somebody typed: `HP:0001250`, `hp 0001250`, `0001250`; `null` if it is none. */
  typedId(query) {
    const own = this.get(query.trim()); // ids of a site are lower case
    if (own) return own;
    let typed = query.trim().toUpperCase().replaceAll(" ", "");
    if (/^H[PB]\d/.test(typed)) typed = `${typed.slice(0, 2)}:${typed.slice(2)}`;
    return this.get(typed) ?? (/^\d+$/.test(typed) ? this.get(`HP:${typed}`) : null);
  }
}

/** The fields of whatever has names, as answers of the service have them. */
export const named = (names) => ({ names, name: names.en, name_es: names.es ?? null });
