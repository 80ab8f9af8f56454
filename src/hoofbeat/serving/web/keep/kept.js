// The case of the service that is being edited: what it is, and what may be done with it.

import { confirmCase, correctCase, registerCase, withdrawCase } from "../base/api.js";
import { openDialog } from "../base/dialog.js";
import { h, replaceIfChanged } from "../base/dom.js";
import { nameOf, t } from "../base/i18n.js";
import { offers } from "../base/offers.js";
import { refusal } from "../base/refusals.js";
import { asStatement } from "../base/requests.js";
import { change, isEmpty, state } from "../base/state.js";
import { diagnosisForm } from "./diagnosis.js";

const place = document.querySelector("#kept");
const REASONS = ["entered-in-error", "duplicate", "consent-withdrawn"];

let failure = null;

/** A moment as the reader writes it. */
export const moment = (text) => new Date(text).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });

/** How a case stood last; of one that was withdrawn, before that. `null` where nothing of it is shown any more. */
export const lastStated = ({ history }) => [...history].reverse().find((event) => event.case) ?? null;

/** The case's own address among the kept ones, as the answer of the service has it; `statement` is what was sent. */
function remembered(answer, statement, names = null) {
  const diagnosis = lastStated(answer)?.diagnosis ?? null;
  return {
    id: answer.case_id,
    revision: answer.revision,
    status: answer.status,
    diagnosis: diagnosis && { ...diagnosis, ...(names && { names }) },
    since: answer.history[0].recorded_at,
    saved: JSON.stringify(statement),
  };
}

/** Take in a case that was opened; it stands in the state already. */
export const keepOpened = (answer, names) => change({ kept: remembered(answer, asStatement(), names) });

/** Whether what stands on the page is not what the service keeps. */
const isChanged = () => state.kept.saved !== JSON.stringify(asStatement());

async function attempt(act) {
  failure = null;
  try {
    await act();
  } catch (error) {
    failure = error;
  }
  drawKept();
}

/** Keep the case as it stands. */
export const register = () =>
  attempt(async () => {
    const statement = asStatement();
    const lookedAt = { prediction_id: answerNow()?.prediction_id ?? null };
    change({ kept: remembered(await registerCase({ ...statement, ...lookedAt }), statement) });
    place.focus(); // the button that was pressed is gone, and on a phone this stands a screen above it
  });

/** State the whole case as it stands now; its diagnosis is repeated, so that it is not lost. */
const correct = () =>
  attempt(async () => {
    const statement = asStatement();
    const { id, revision, diagnosis } = state.kept;
    const repeated = diagnosis && { disease: diagnosis.disease, basis: diagnosis.basis };
    change({ kept: remembered(await correctCase(id, { ...statement, revision, diagnosis: repeated }), statement, diagnosis?.names) });
  });

function confirm(answer) {
  openDialog({
    title: t().confirmTitle,
    name: "confirm",
    draw: (body, close) =>
      diagnosisForm(body, {
        answer,
        confirm: async ({ disease, names, basis }) => {
          const { id, revision, saved } = state.kept;
          const kept = await confirmCase(id, { revision, disease, basis });
          change({ kept: { ...remembered(kept, null, names), saved } });
          close();
        },
      }),
  });
}

function withdraw() {
  openDialog({
    title: t().withdrawTitle,
    name: "withdraw",
    draw: (body, close) => {
      const problem = h("div", { class: "problem", role: "alert" });
      const act = async () => {
        const reason = body.querySelector("input:checked").value;
        try {
          const answer = await withdrawCase(state.kept.id, { revision: state.kept.revision, reason });
          change({ kept: { ...remembered(answer, null, state.kept.diagnosis?.names), saved: state.kept.saved } });
          close();
        } catch (error) {
          problem.replaceChildren(...refusal(error).map((sentence) => h("p", {}, sentence)));
        }
      };
      body.replaceChildren(
        h("p", { class: "hint" }, t().withdrawHint),
        h("fieldset", { class: "options" }, h("legend", {}, t().reason), REASONS.map((reason, position) => h("label", {}, h("input", { type: "radio", name: "reason", value: reason, checked: position === 0 }), h("span", {}, t().reasons[reason])))),
        problem,
        h("div", { class: "dialog-actions" }, h("span", {}), h("button", { type: "button", class: "danger", onclick: () => void act() }, t().withdraw)),
      );
    },
  });
}

function diagnosisLine({ diagnosis }) {
  if (!diagnosis) return h("span", { class: "faint" }, t().noDiagnosis);
  const name = diagnosis.names ? nameOf(diagnosis) : diagnosis.disease;
  return h("span", {}, `${t().confirmedDiagnosis}: `, h("strong", {}, name), ` (${t().bases[diagnosis.basis]})`);
}

let answerNow = () => null;

/** Draw what is known of the case that is kept, and what may be done with it. */
export function drawKept() {
  const can = offers("/v1/cases");
  document.querySelector("#register").hidden = !can || Boolean(state.kept) || isEmpty();
  const { kept } = state;
  place.hidden = !kept && !failure;
  const problem = failure && h("div", { class: "problem", role: "alert" }, refusal(failure).map((sentence) => h("p", {}, sentence)));
  if (!kept) return replaceIfChanged(place, ...(problem ? [problem] : []));
  const open = kept.status !== "withdrawn";
  // What the buttons do is read from the state when they are pressed, so that those that stand may stay.
  replaceIfChanged(
    place,
    ...[
      h("p", {}, h("strong", {}, t().keptSince(moment(kept.since))), " ", h("span", { class: `status ${kept.status}` }, t().caseStatuses[kept.status])),
      open ? h("p", {}, diagnosisLine(kept)) : h("p", { class: "faint" }, t().withdrawnHint),
      h(
        "div",
        { class: "row" },
        h("button", { type: "button", class: isChanged() ? "primary" : "quiet", disabled: (open && !isChanged()) || isEmpty(), "data-do": "correct", onclick: () => void correct() }, open ? t().saveCorrection : t().bringBack),
        open && h("button", { type: "button", class: "quiet", disabled: isChanged(), title: isChanged() ? t().saveFirst : "", "data-do": "confirm", onclick: () => confirm(answerNow()) }, kept.diagnosis ? t().changeDiagnosis : t().confirmDiagnosis),
        open && h("button", { type: "button", class: "quiet", "data-do": "withdraw", onclick: withdraw }, t().withdraw),
      ),
      problem,
    ].filter(Boolean),
  );
}

/** Bring the button to life; `latest()` is the differential as it stands. */
export function startKept(latest) {
  answerNow = latest;
  document.querySelector("#register").addEventListener("click", () => void register());
}

/** Forget what went wrong. */
export const forgetFailure = () => (failure = null);
