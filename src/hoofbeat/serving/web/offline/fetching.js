// Fetches what ranking needs, each file verified by the digest that the service lists, and keeps it as a whole.

import { KeptSet } from "./kept.js";

const page = (path) => new URL(`../${path}`, import.meta.url).href;

const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const sha256 = async (bytes) => hex(await crypto.subtle.digest("SHA-256", bytes));

async function fetched(path, key, cache) {
  const headers = key ? { Authorization: `Bearer ${key}` } : {};
  const answer = await fetch(page(path), { cache, credentials: "omit", headers });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer;
}

/** What there is to fetch now: `{ version, files: [{ name, path, sha256 }], runtime }`; `null` where there is nothing. */
async function listed(key) {
  const { version, files } = await (await fetched("v1/model/files", key, "no-store")).json();
  const { runtime } = await (await fetched("shell.json", "", "no-store")).json();
  if (!files.length || !runtime) return null;
  const parts = files.map(({ name, sha256: digest }) => ({ name, path: `v1/model/files/${name}`, sha256: digest }));
  return { version, files: [...parts, { name: runtime.name, path: runtime.name, sha256: runtime.sha256 }], runtime: runtime.name };
}

const file = (name) => name.replaceAll("/", "-");

/**
 * Keep the newest set, unless it is kept already: of one that was broken off, only what is missing. Returns what is said of
 * it, `null` where the service offers none. A file that is not what the service says ends it, and nothing changes.
 */
export async function keepNewest(key) {
  const list = await listed(key);
  if (!list) return null;
  const digest = await sha256(new TextEncoder().encode(list.files.map((one) => `${one.name} ${one.sha256}`).join("\n")));
  const set = await KeptSet.of(digest.slice(0, 16));
  const said = { version: list.version, runtime: file(list.runtime) };
  if (await set.said()) return said;
  for (const one of list.files) {
    if (await set.has(file(one.name))) continue;
    const bytes = await (await fetched(one.path, key, "no-store")).arrayBuffer();
    if ((await sha256(bytes)) !== one.sha256) throw new Error(`${one.name} is not what the service lists`);
    await set.put(file(one.name), bytes);
  }
  await set.complete(said);
  return said;
}
