// Keeps the files of the page, and nothing else: so it opens where the service cannot be reached. What is asked of the
// service and what it answers never passes here; nothing that is typed is ever kept.

const NAME = "hoofbeat-shell-";
const PATIENCE = 4000; // milliseconds after which the kept file is shown instead of waiting on

const absolute = (path) => new URL(path, self.registration.scope).href;

/** Keep every file of the newest version, each only if it is what the service says it is; then forget older versions. */
async function keep() {
  const { version, files } = await (await fetch(absolute("shell.json"), { cache: "no-store" })).json();
  const name = NAME + version;
  const cache = await caches.open(name);
  if (!(await cache.match(absolute("shell.json")))) {
    const answers = await Promise.all(Object.entries(files).map(async ([path, integrity]) => [absolute(path), await fetch(absolute(path), { cache: "no-cache", integrity })]));
    if (answers.some(([, answer]) => !answer.ok)) return;
    await Promise.all(answers.map(([address, answer]) => cache.put(address, answer)));
    await cache.put(absolute("shell.json"), new Response(version)); // the last one: now it is whole
  }
  for (const other of await caches.keys()) if (other.startsWith(NAME) && other !== name) await caches.delete(other);
}

/** What is kept of an address; the page itself has none of its own. */
async function kept(request) {
  const address = request.mode === "navigate" ? absolute("index.html") : request.url;
  for (const name of await caches.keys()) {
    const found = name.startsWith(NAME) && (await (await caches.open(name)).match(address));
    if (found) return found;
  }
  return undefined;
}

/** What the service serves now, or, where it does not answer in time, what was kept. */
async function answer(request) {
  const served = fetch(request);
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  try {
    const first = await Promise.race([served, late.then(() => kept(request))]);
    return first ?? (await served);
  } catch (error) {
    const found = await kept(request);
    if (found) return found;
    throw error;
  }
}

const isPage = (url) => url.href === self.registration.scope || url.pathname.endsWith("/index.html");

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(keep());
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  url.hash = url.search = "";
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  const path = url.href.slice(self.registration.scope.length);
  if (request.mode === "navigate" ? !isPage(url) : !/^(?:app\.js|logo\.svg|manifest\.webmanifest|(?:ask|base|enter|icons|keep|note|offline|read|styles|vendor|words)\/.*)$/.test(path)) return;
  if (request.mode === "navigate") event.waitUntil(keep().catch(() => {})); // a newer page is kept while this one is read
  event.respondWith(answer(request));
});
