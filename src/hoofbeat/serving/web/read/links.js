// Where more is told of a disease: links by its ids. They are followed by whoever presses them, and by nothing else.

import { h } from "../base/dom.js";
import { t } from "../base/i18n.js";

const PLACES = {
  ORPHA: (id) => `https://www.orpha.net/en/disease/detail/${id}`,
  OMIM: (id) => `https://www.omim.org/entry/${id}`,
  MONDO: (id) => `https://monarchinitiative.org/MONDO:${id}`,
};

/** A disease's ids, each a link where its vocabulary has a page for it. */
export function links({ disease_id: own, equivalent_ids: others }) {
  const order = Object.keys(PLACES);
  const place = (id) => order.indexOf(id.split(":")[0]);
  const ids = [...new Set([own, ...others])].filter((id) => place(id) >= 0).sort((a, b) => place(a) - place(b));
  return ids.map((id) => {
    const [vocabulary, code] = id.split(":");
    // Whoever is asked is not told from where: neither the address of this service nor that it is one.
    return h("a", { href: PLACES[vocabulary](encodeURIComponent(code)), target: "_blank", rel: "noreferrer noopener", title: t().opensElsewhere }, id);
  });
}
