// What speaks for and against one disease: a bar for each contribution, diverging from the middle.

import { h } from "./dom.js";
import { factor, signed } from "./format.js";
import { nameOf, t } from "./i18n.js";

const label = (contribution) =>
  contribution.kind === "excluded" ? t().without(nameOf(contribution)) : nameOf(contribution);

function row(contribution, largest) {
  const { value } = contribution;
  const bar = h("span", { class: value < 0 ? "bar against" : "bar for" });
  bar.style.width = `${(Math.abs(value) / largest) * 50}%`;
  return h(
    "tr",
    {},
    h("th", { scope: "row" }, label(contribution)),
    h("td", { class: "track" }, h("span", { class: "axis", "aria-hidden": "true" }, bar)),
    h("td", { class: "number" }, factor(value)),
    h("td", { class: "number faint" }, signed(value)),
  );
}

/** The table of contributions of a ranked disease, strongest evidence first, its starting point before it. */
export function explanation(disease) {
  const largest = Math.max(...disease.contributions.map((item) => Math.abs(item.value)), 0.01);
  const isPrior = (item) => (item.kind === "prior" ? 1 : 0);
  const ordered = [...disease.contributions].sort((a, b) => isPrior(b) - isPrior(a) || b.value - a.value);
  return h(
    "div",
    { class: "explanation" },
    h(
      "table",
      {},
      h("caption", { class: "visually-hidden" }, t().whyOf(nameOf(disease))),
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          h("td", {}),
          h("th", { scope: "col", class: "ends" }, h("span", {}, `◂ ${t().against}`), h("span", {}, `${t().for} ▸`)),
          h("td", { colSpan: 2 }),
        ),
      ),
      h("tbody", {}, ordered.map((item) => row(item, largest))),
      h(
        "tfoot",
        {},
        h("tr", {}, h("th", { scope: "row" }, t().sum), h("td", { colSpan: 2 }), h("td", { class: "number" }, signed(disease.score))),
      ),
    ),
    h("p", { class: "hint" }, t().explained),
  );
}
