// An answer by one press: the finding is added to the case, as present or as absent.

import { h } from "../base/dom.js";
import { nameOf, t } from "../base/i18n.js";
import { addFinding } from "../base/state.js";

/** Two buttons that add a finding to the case, as present or as absent. */
export function answers(finding) {
  const name = nameOf(finding);
  const entry = { id: finding.finding_id, names: finding.names };
  const choice = (excluded, label) => h("button", { type: "button", onclick: () => addFinding(entry, excluded) }, label);
  return h(
    "span",
    { class: "states", role: "group", "aria-label": t().stateOf(name) },
    choice(false, t().present),
    choice(true, t().absent),
  );
}
