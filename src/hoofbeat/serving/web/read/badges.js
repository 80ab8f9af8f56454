// What kind of disease it is, and whether it must not be missed, in a word or two.

import { h } from "../base/dom.js";
import { t } from "../base/i18n.js";

/** The badges of a disease. */
export function badges(disease) {
  const kind = disease.orphan ? "orphan" : "common";
  const hint = [t()[`${kind}Hint`], disease.rule && t().rule(disease.rule)].filter(Boolean).join(" · ");
  return [
    h("span", { class: `badge ${kind}`, title: hint }, t()[kind]),
    disease.cant_miss && h("span", { class: "badge urgent", title: t().cantMissHint }, t().cantMiss),
  ];
}
