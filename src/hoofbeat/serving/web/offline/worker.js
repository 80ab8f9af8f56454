// The worker: keeps a model, and ranks with it. It answers `{ id, body }` or `{ id, status, detail }` to `{ id, method,
// address, body }`; to `{ keep: key }` and at its beginning it says which model is kept, `{ version }`, or `null`.

import { Refused } from "./case.js";
import { keepNewest } from "./fetching.js";
import { KeptSet } from "./kept.js";

const WARM_UP_AFTER = 500; // milliseconds that the first questions have to themselves

let engine = null; // a promise of it: opened with the first question, for it takes memory
let version = null;

async function open() {
  const set = await KeptSet.whole();
  if (!set) {
    postMessage({ version: (version = null) }); // the browser has thrown it away: nobody stands in any more
    throw new Refused("No model is kept in this browser", 503);
  }
  const said = await set.said();
  const { Engine } = await import("./engine.js");
  const found = await Engine.open(set.read, said.runtime);
  setTimeout(() => found.warm(), WARM_UP_AFTER);
  return found;
}

function opened() {
  engine ??= open().catch((error) => {
    engine = null; // the next question tries again
    throw error;
  });
  return engine;
}

function tell(said) {
  if (said && version && said.version !== version) engine = null; // another model answers from now on
  version = said?.version ?? version;
  postMessage({ version });
}

async function answer({ id, method, address, body }) {
  try {
    postMessage({ id, body: await (await opened()).answer(method, address, body) });
  } catch (error) {
    const refused = error instanceof Refused;
    postMessage({ id, status: refused ? error.status : 500, detail: refused ? error.message : "Something is wrong with the model kept in this browser" });
  }
}

addEventListener("message", ({ data }) => {
  if ("keep" in data) keepNewest(data.keep).then(tell, () => postMessage({ version })); // another time: what is kept goes on
  else void answer(data);
});

KeptSet.whole()
  .then((set) => set?.said())
  .then(tell, () => postMessage({ version: null }));
