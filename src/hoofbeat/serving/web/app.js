// The page: wires the case to the differential.

import { ApiError, model } from "./base/api.js";
import { cut, drawConnection, isCut, keepShell, onBack, onCut, startConnection } from "./base/connection.js";
import { date, number } from "./base/format.js";
import { languageFor, startLanguages, t, translatePage } from "./base/i18n.js";
import { hideWhatIsMissing, learnOffers, offers } from "./base/offers.js";
import { shownKey } from "./base/key.js";
import { onStandIn, standInVersion, standsIn } from "./base/standin.js";
import { startShortcuts } from "./base/shortcuts.js";
import { onChange } from "./base/state.js";
import { goTo, onEnter, startViews, viewNow } from "./base/views.js";
import { drawCase, startCase } from "./enter/case.js";
import { drawCircumstances, startCircumstances, translateCircumstances } from "./enter/circumstances.js";
import { loadExample } from "./enter/examples.js";
import { drawLabs, startLabs } from "./enter/labs.js";
import { drawMeasurements } from "./enter/measurements.js";
import { judgeAgain, startMeanings } from "./enter/meanings.js";
import { startSearch } from "./enter/search.js";
import { drawVitals, focusVital } from "./enter/vitals.js";
import { drawCases, startCases } from "./keep/cases.js";
import { exports } from "./keep/export.js";
import { drawKept, startKept } from "./keep/kept.js";
import { drawReport } from "./keep/report.js";
import { openNote, startNote } from "./note/note.js";
import { keepModel, startOffline } from "./offline/start.js";
import { latest, learned, redraw, startRanking } from "./read/ranking.js";
import { drawViewChoice, startViewChoice } from "./read/viewchoice.js";
import { drawPlan, startPlan } from "./ask/plan.js";

let facts = null;

function drawModel() {
  const line = document.querySelector("#model");
  document.querySelector("#simulated").hidden = !facts?.manifest.simulated;
  if (!facts) return void (line.textContent = "");
  const counts = t().counts(number(facts.diseases), number(facts.orphan_diseases));
  line.textContent = `${t().modelLine(facts.version, date(facts.manifest.knowledge_version))} · ${counts}`;
  const card = document.querySelector("#card");
  card.hidden = isCut() || !facts.manifest.files?.["model-card.json"]; // bundles of older versions have none
  card.href = `v1/model-card?lang=${languageFor("card")}`;
}

/** Whether this browser ranks by itself if need be, and by which model. */
function drawOffline() {
  const line = document.querySelector("#offline");
  line.hidden = standInVersion() === null;
  line.textContent = line.hidden ? "" : t().offlineReady(standInVersion());
}

const report = () => drawReport(document.querySelector("#sheet"), latest(), facts);

function showReport() {
  document.querySelector("#exports").replaceChildren(...exports(latest));
  report();
}

const openReport = () => latest() && goTo("report");
const openCases = () => offers("/v1/cases") && goTo("cases");

function drawAll() {
  drawCase();
  drawCircumstances();
  drawVitals();
  drawMeasurements();
  drawKept();
}

function translate() {
  translatePage();
  translateCircumstances();
  drawAll();
  drawLabs();
  drawViewChoice();
  redraw();
  drawPlan();
  drawModel();
  drawOffline();
  drawConnection();
  drawCases();
  if (viewNow() === "report") showReport();
}

/** Show what is offered without the service, and ask whoever stands in for it. */
async function goOffline() {
  hideWhatIsMissing();
  drawKept();
  drawModel();
  if (!standsIn()) return;
  facts = await model().catch(() => facts);
  drawModel();
  learned();
  if (viewNow() === "report") showReport();
}

/** Learn what there is to ask here, and of which model. */
async function learn() {
  await learnOffers();
  if (!isCut() && offers("/v1/model/files")) keepModel(shownKey());
  hideWhatIsMissing();
  await startLabs();
  judgeAgain();
  facts = await model().catch(() => facts);
  drawModel();
  drawKept();
  learned();
}

async function start() {
  startLanguages(translate);
  startViews();
  startSearch();
  startCase();
  startCircumstances();
  startViewChoice();
  startPlan();
  startNote();
  startKept(latest);
  startCases();
  translate();
  onChange(drawAll);
  startMeanings();
  startRanking(() => facts);
  for (const button of document.querySelectorAll("[data-example]")) button.addEventListener("click", () => loadExample(button.dataset.example).catch(() => cut()));
  document.querySelector("#open-report").addEventListener("click", openReport);
  document.querySelector("#close-report").addEventListener("click", () => goTo("workbench"));
  document.querySelector("#open-cases").addEventListener("click", openCases);
  document.querySelector("#print").addEventListener("click", () => window.print());
  onEnter("report", () => (latest() ? showReport() : goTo("workbench")));
  // Whatever is shown, it is the report that goes on paper, and never that of the patient before.
  window.addEventListener("beforeprint", () => (latest() ? report() : document.querySelector("#sheet").replaceChildren()));
  startShortcuts({
    "/": () => document.querySelector("#query").focus(),
    n: openNote,
    v: () => focusVital("8310-5"),
    d: () => document.querySelector("#answer").focus(),
    r: openReport,
    c: openCases,
  });
  startConnection();
  onBack(learn);
  onCut(goOffline);
  onStandIn(() => {
    drawOffline();
    drawConnection();
    if (isCut()) void goOffline();
  });
  startOffline((detail, status) => new ApiError(detail, [], status));
  keepShell();
  await learn();
}

start();
