// The differential follows the case: asked for with every change of it, drawn once it is there.

import { differential } from "../base/api.js";
import { connected, cut, isCut } from "../base/connection.js";
import { debounced } from "../base/dom.js";
import { percent } from "../base/format.js";
import { nameOf } from "../base/i18n.js";
import { asRequest } from "../base/requests.js";
import { isOfStandIn } from "../base/standin.js";
import { isEmpty, isJudging, onChange } from "../base/state.js";
import { planNext } from "../ask/plan.js";
import { drawDifferential, drawEmpty, drawFailure } from "./results.js";

// What changes in one go, as an example does, is one question.
const DELAY = 30;

const section = document.querySelector("#answer");
const progress = document.querySelector("#progress");

let answer = null;
let failure = null;
let pending = null;
let asked = null;
let facts = () => null;

/** The differential as it stands; `null` where there is none. */
export const latest = () => answer;

function busy(on) {
  section.setAttribute("aria-busy", String(on));
  progress.hidden = !on;
}

/** On a small screen the first disease is named where the case is entered, and leads to the list. */
function drawJump() {
  const first = answer?.differential[0];
  document.querySelector("#jump").hidden = !first;
  document.querySelector("#leading").textContent = first ? `1. ${nameOf(first)} · ${percent(first.probability)}` : "";
}

/** Draw what is known, in the reader's language and view. */
export function redraw() {
  document.querySelector("#tools").hidden = !answer;
  document.querySelector("#open-report").hidden = !answer;
  drawJump();
  if (failure) drawFailure(failure, tryAgain);
  else if (answer) drawDifferential(answer, facts());
  else drawEmpty();
}

async function rank() {
  if (isJudging()) return; // and once it is known what the value means, the case has changed
  const request = asRequest();
  const question = JSON.stringify(request);
  if (question === asked) return;
  asked = question;
  pending?.abort();
  if (isEmpty()) {
    answer = failure = null;
    busy(false);
    void planNext(null);
    return redraw();
  }
  const mine = (pending = new AbortController());
  busy(true);
  try {
    answer = await differential(request, mine.signal);
    failure = null;
    if (!isOfStandIn(answer)) connected();
  } catch (error) {
    if (error.name === "AbortError") return;
    answer = null;
    failure = error;
    if (!error.detail) cut();
  }
  if (mine === pending) busy(false);
  redraw();
  void planNext(answer);
}

/** Ask again, though nothing changed. */
export function tryAgain() {
  asked = null;
  void rank();
}

/** Take in what was learned of the service: a question under way is not asked twice. */
export function learned() {
  if (failure || (answer && isOfStandIn(answer) && !isCut())) return tryAgain();
  redraw();
  if (answer) void planNext(answer);
}

/** Follow the case; `known()` are the bundle's own facts, `null` until they are known. */
export function startRanking(known) {
  facts = known;
  onChange(debounced(rank, DELAY));
}
