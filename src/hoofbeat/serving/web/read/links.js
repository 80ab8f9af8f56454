// Where more is told of a disease: links by its ids. They are followed by whoever presses them, and by nothing else.

import { h } from "../base/dom.js";
import { t } from "../base/i18n.js";

const PLACES = {
  ORPHA: (id) => `https://www.orpha.net/en/disease/detail/${id}`,
  OMIM: (id) => `https://www.omim.org/entry/${id}`,
  MONDO: (id) => `https://monarchinitiative.org/MONDO:${id}`,
};

function link(id) {
  const [vocabulary, code] = id.split(":");
  // Whoever is asked is not told from where: neither the address of this service nor that it is one.
  return h("a", { href: PLACES[vocabulary](encodeURIComponent(code)), target: "_blank", rel: "noreferrer noopener", title: t().opensElsewhere }, id);
}

/** The ids of a disease that have a page somewhere, its own first among those of a vocabulary. */
function placed({ disease_id: own, equivalent_ids: others }) {
  const order = Object.keys(PLACES);
  const place = (id) => order.indexOf(vocabularyOf(id));
  return [...new Set([own, ...others])].filter((id) => place(id) >= 0).sort((a, b) => place(a) - place(b));
}

const vocabularyOf = (id) => id.split(":")[0];

const isFirst = (id, position, ids) => ids.findIndex((other) => vocabularyOf(other) === vocabularyOf(id)) === position;

/** One link for each vocabulary that has a page for the disease. */
export const links = (disease) => placed(disease).filter(isFirst).map(link);

/** Links for the ids that are left. */
export const further = (disease) =>
  placed(disease)
    .filter((...at) => !isFirst(...at))
    .map(link);
