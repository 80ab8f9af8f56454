// The case as other programs read it, saved as a file. Nothing in it says whose it is.

import { exported } from "../base/api.js";
import { h } from "../base/dom.js";
import { t } from "../base/i18n.js";
import { offers } from "../base/offers.js";
import { refusal } from "../base/refusals.js";
import { asStatement } from "../base/requests.js";
import { state } from "../base/state.js";
import { linesShown } from "../read/lines.js";

const FORMATS = ["phenopacket", "fhir"];
const SUSPECTED = 5;

/** Hand a text to the browser as a file. */
function save(name, text) {
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  h("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000); // the browser reads it after the press
}

async function exportAs(format, answer, problem) {
  problem.replaceChildren();
  const diseases = answer ? linesShown(answer).slice(0, SUSPECTED).map((line) => line.disease_id) : [];
  const confirmed = state.kept?.diagnosis;
  const diagnosis = confirmed && { disease: confirmed.disease, basis: confirmed.basis };
  try {
    const content = await exported(format, { ...asStatement(), diseases, ...(diagnosis && { diagnosis }) });
    save(`hoofbeat-${new Date().toISOString().slice(0, 10)}.${format}.json`, JSON.stringify(content, null, 2));
  } catch (error) {
    problem.replaceChildren(...refusal(error).map((sentence) => h("p", {}, sentence)));
  }
}

/** A button for each format that the service writes; `latest()` is the differential as it stands. */
export function exports(latest) {
  const problem = h("div", { class: "problem", role: "alert" });
  const buttons = FORMATS.filter((format) => offers(`/v1/export/${format}`)).map((format) =>
    h("button", { type: "button", class: "quiet", "data-export": format, onclick: () => void exportAs(format, latest(), problem) }, t().exportAs[format]),
  );
  return buttons.length ? [...buttons, problem] : [];
}
