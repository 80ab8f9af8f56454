// The page: wires the case to the differential.

import { differential, model } from "./api.js";
import { drawCase, startCase } from "./case.js";
import { drawCircumstances, startCircumstances, translateCircumstances } from "./circumstances.js";
import { debounced } from "./dom.js";
import { loadExample } from "./examples.js";
import { date, number } from "./format.js";
import { languageFor, startLanguages, t, translatePage } from "./i18n.js";
import { drawDifferential, drawEmpty, drawFailure } from "./results.js";
import { startSearch } from "./search.js";
import { drawMeasurements } from "./measurements.js";
import { asRequest, change, isEmpty, onChange } from "./state.js";

const DELAY = 150;

const section = document.querySelector("#answer");
const progress = document.querySelector("#progress");
const simulated = document.querySelector("#simulated");
const print = document.querySelector("#print");

let facts = null;
let answer = null;
let failure = null;
let pending = null;

function draw() {
  print.hidden = !answer;
  if (failure) drawFailure(failure, rank);
  else if (answer) drawDifferential(answer, facts);
  else drawEmpty();
}

function busy(on) {
  section.setAttribute("aria-busy", String(on));
  progress.hidden = !on;
}

async function rank() {
  pending?.abort();
  if (isEmpty()) {
    answer = failure = null;
    busy(false);
    return draw();
  }
  const mine = (pending = new AbortController());
  busy(true);
  try {
    answer = await differential(asRequest(), mine.signal);
    failure = null;
  } catch (error) {
    if (error.name === "AbortError") return;
    answer = null;
    failure = error;
  }
  if (mine === pending) busy(false);
  draw();
}

function drawModel() {
  const line = document.querySelector("#model");
  simulated.hidden = !facts?.manifest.simulated;
  if (!facts) return void (line.textContent = "");
  const counts = t().counts(number(facts.diseases), number(facts.orphan_diseases));
  line.textContent = `${t().modelLine(facts.version, date(facts.manifest.knowledge_version))} · ${counts}`;
  const card = document.querySelector("#card");
  card.hidden = !facts.manifest.files?.["model-card.json"]; // bundles of older versions have none
  card.href = `v1/model-card?lang=${languageFor("card")}`;
}

function translate() {
  translatePage();
  drawCase();
  translateCircumstances();
  drawMeasurements();
  draw();
  drawModel();
}

async function start() {
  startLanguages(translate);
  startSearch();
  startCase();
  startCircumstances();
  translate();
  onChange(drawCase);
  onChange(drawCircumstances);
  onChange(drawMeasurements);
  onChange(debounced(rank, DELAY));
  for (const button of document.querySelectorAll("[data-example]"))
    button.addEventListener("click", () =>
      loadExample(button.dataset.example).catch((error) => {
        failure = error;
        draw();
      }),
    );
  document.querySelector("#top").addEventListener("change", (event) => change({ top: Number(event.target.value) }));
  document.querySelector("#grouped").addEventListener("change", (event) => change({ grouped: event.target.checked }));
  print.addEventListener("click", () => window.print());
  window.addEventListener("beforeprint", () => {
    document.body.dataset.printed = t().printed(new Date().toLocaleString(document.documentElement.lang));
  });
  facts = await model().catch(() => null);
  drawModel();
}

start();
