// Whether the service answers. Where it does not, the page stays as it is, says so, and asks again until it does.

import { service } from "./api.js";
import { t } from "./i18n.js";
import { askStandInFirst, onStepIn, standInVersion, standsIn } from "./standin.js";

const place = document.querySelector("#connection");

const FIRST = 1000;
const LONGEST = 15_000;

let wait = 0;
let timer = null;
const back = new Set();
const lost = new Set();

/** Call this once the service answers again. */
export const onBack = (act) => back.add(act);

/** Call this once the service does not answer. */
export const onCut = (act) => lost.add(act);

/** Whether the service did not answer the last question. */
export const isCut = () => wait > 0;

/** Draw what is to be said of the connection. */
export function drawConnection() {
  place.hidden = !isCut();
  place.textContent = !isCut() ? "" : standsIn() ? t().cutButRanking(standInVersion()) : t().cut;
}

async function look() {
  clearTimeout(timer);
  if (!isCut()) return;
  try {
    await service();
  } catch (error) {
    if (!error.status) {
      wait = Math.min(wait * 2, LONGEST);
      timer = setTimeout(look, wait);
      return;
    }
  }
  connected();
}

/** The service did not answer: say so, and look until it does. */
export function cut() {
  if (isCut()) return;
  wait = FIRST;
  timer = setTimeout(look, wait);
  askStandInFirst(true);
  drawConnection();
  for (const act of lost) act();
}

/** The service answers. */
export function connected() {
  if (!isCut()) return;
  wait = 0;
  clearTimeout(timer);
  askStandInFirst(false);
  drawConnection();
  for (const act of back) act();
}

/** Look at once when the computer says that it is connected again, and when the reader comes back to the page. */
export function startConnection() {
  onStepIn(cut);
  window.addEventListener("online", look);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && void look());
}

/** Keep the files of the page, so that it opens where the service cannot be reached; browsers do so in secure contexts alone. */
export function keepShell() {
  navigator.serviceWorker?.register("sw.js").catch(() => {}); // without, the page works as before
}
