// The page's side of the worker: started once the page is idle, where the browser can.

import { takeStandIn } from "../base/standin.js";

const LATEST = 3000; // milliseconds until it begins although the page is busy

const able = () => "Worker" in window && "caches" in window && Boolean(crypto.subtle) && "WebAssembly" in window;

const idle = (act) => ("requestIdleCallback" in window ? requestIdleCallback(act, { timeout: LATEST }) : setTimeout(act, 500));

let worker = null;
let waiting = null; // a key to fetch with, before the worker is there
let next = 0;
const questions = new Map(); // id → how to settle it

/** An error as the API has it; given by who starts this, for the API itself asks here. */
let failure = null;

function ask(method, address, body, signal) {
  const id = (next += 1);
  return new Promise((answered, failed) => {
    questions.set(id, { answered, failed });
    signal?.addEventListener("abort", () => failed(signal.reason));
    worker.postMessage({ id, method, address, body });
  });
}

function settle({ id, body, status, detail }) {
  const question = questions.get(id);
  questions.delete(id);
  if (status) question.failed(failure(detail, status));
  else question.answered(body);
}

let known = null;

function hear({ data }) {
  if ("id" in data) return settle(data);
  if (data.version === known) return;
  known = data.version;
  takeStandIn(ask, known);
}

/** Begin when the page is idle; where the browser cannot, nothing happens. */
export function startOffline(makeFailure) {
  if (!able()) return;
  failure = makeFailure;
  idle(() => {
    try {
      worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
    } catch {
      return; // forbidden: the page works as before
    }
    worker.addEventListener("message", hear);
    worker.addEventListener("error", () => {
      takeStandIn(null, (known = null));
      for (const { failed } of questions.values()) failed(failure(null));
      questions.clear();
    });
    if (waiting !== null) worker.postMessage({ keep: waiting });
  });
}

/** Fetch what is newest in the background, with the key that the page asks with; not where data is to be saved. */
export function keepModel(key) {
  if (!able() || navigator.connection?.saveData) return;
  if (worker) worker.postMessage({ keep: key });
  else waiting = key;
}
