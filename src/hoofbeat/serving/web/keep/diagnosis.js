// The confirmed diagnosis: one of those listed, or any other that is searched for, and what confirmed it.

import { searchDiseases } from "../base/api.js";
import { combobox } from "../base/combobox.js";
import { h } from "../base/dom.js";
import { languageFor, nameOf, t } from "../base/i18n.js";
import { offers } from "../base/offers.js";
import { refusal } from "../base/refusals.js";

const LISTED = 8;
const BASES = ["clinical", "laboratory", "imaging", "pathology", "genetic"];

const option = (name, value, text, checked, act) =>
  h("label", {}, h("input", { type: "radio", name, value, checked, onchange: act }), h("span", {}, text));

/** Fill the dialog; `confirm({ disease, names, basis })` is called once both are chosen. */
export function diagnosisForm(body, { answer, confirm }) {
  let chosen = null;
  const problem = h("div", { class: "problem", role: "alert" });
  const searched = h("p", { class: "chosen", hidden: true });
  const button = h("button", { type: "button", class: "primary", disabled: true, onclick: () => void act() }, t().confirmDiagnosis);

  const choose = (disease) => {
    chosen = disease;
    button.disabled = !chosen;
  };
  const act = async () => {
    problem.replaceChildren();
    try {
      await confirm({ disease: chosen.id, names: chosen.names, basis: body.querySelector("input[name=basis]:checked").value });
    } catch (error) {
      problem.replaceChildren(...refusal(error).map((sentence) => h("p", {}, sentence)));
    }
  };
  const lines = (answer?.differential ?? []).slice(0, LISTED);
  body.replaceChildren(
    ...[
      offers("/v1/diseases") &&
        combobox({
          label: t().searchDisease,
          hint: t().searchDisease,
          find: (text, signal) => searchDiseases(text, languageFor("search"), signal),
          line: (item) => [h("span", { class: "name" }, nameOf(item)), h("span", { class: "meta" }, item.id)],
          choose: (item) => {
            for (const radio of body.querySelectorAll("input[name=disease]")) radio.checked = false;
            searched.hidden = false;
            searched.textContent = `✓ ${nameOf(item)} (${item.id})`;
            choose({ id: item.id, names: item.names });
            button.focus();
          },
        }),
      searched,
      lines.length > 0 &&
        h(
          "fieldset",
          { class: "options" },
          h("legend", {}, t().fromTheList),
          lines.map((line) =>
            option("disease", line.disease_id, nameOf(line), false, () => {
              searched.hidden = true;
              choose({ id: line.disease_id, names: line.names });
            }),
          ),
        ),
      h("fieldset", { class: "options across" }, h("legend", {}, t().basis), BASES.map((basis, position) => option("basis", basis, t().bases[basis], position === 0))),
      problem,
      h("div", { class: "dialog-actions" }, h("span", { class: "hint" }, t().confirmHint), button),
    ].filter(Boolean),
  );
}
