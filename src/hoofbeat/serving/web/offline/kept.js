// What this browser has of a model: a whole set of files under one name, or none.

const NAME = "hoofbeat-offline-";

/** The last thing that is kept of a set: now it is whole. It says which model, and which file is the runtime. */
const WHOLE = "whole.json";

const absolute = (name) => new URL(`kept/${name}`, import.meta.url).href;

/** A set by the digest of all that belongs to it. */
export class KeptSet {
  constructor(name, cache) {
    this.name = name;
    this.cache = cache;
  }

  static async of(digest) {
    return new KeptSet(NAME + digest, await caches.open(NAME + digest));
  }

  /** The set that is whole, `null` where none is. */
  static async whole() {
    for (const name of await caches.keys()) {
      if (!name.startsWith(NAME)) continue;
      const set = new KeptSet(name, await caches.open(name));
      if (await set.said()) return set;
    }
    return null;
  }

  has = async (name) => Boolean(await this.cache.match(absolute(name)));

  /** The bytes of a file. */
  read = async (name) => (await this.cache.match(absolute(name))).arrayBuffer();

  put = (name, bytes) => this.cache.put(absolute(name), new Response(bytes));

  /** What is said of a set that is whole, else `null`. */
  async said() {
    const answer = await this.cache.match(absolute(WHOLE));
    return answer ? answer.json() : null;
  }

  /** Say that nothing is missing, and forget every other set. */
  async complete(said) {
    await this.cache.put(absolute(WHOLE), new Response(JSON.stringify(said)));
    for (const other of await caches.keys()) if (other.startsWith(NAME) && other !== this.name) await caches.delete(other);
  }
}
