// Answers the same addresses with the same JSON as the service, for a subset: by the graphs of the very bundle it serves.

import { completed, Refused, understood } from "./case.js";
import { openGraphs, score } from "./graphs.js";
import { Groups, singleLines } from "./groups.js";
import { Lexicon } from "./lexicon.js";
import { Lines, rounded } from "./lines.js";
import { Order } from "./order.js";
import { Profiles } from "./profiles.js";
import { questions } from "./questions.js";
import { circumstanceRows, numberRow } from "./rows.js";
import { Search } from "./search/search.js";
import { cautionOf, judged } from "./trust.js";

const json = async (read, name) => JSON.parse(new TextDecoder().decode(await read(name)));

export class Engine {
  #search = null;

  /** Open a kept bundle; `read` takes the name of a part to its bytes, `runtime` names that of WebAssembly. */
  static async open(read, runtime) {
    const rules = await json(read, "rules.json");
    const diseases = await json(read, "catalogue.json");
    const lexicon = new Lexicon(await json(read, "lexicon.json"));
    const { graphs, book } = await openGraphs(read, runtime, rules.cohort);
    return new Engine({ rules, diseases, lexicon, graphs, profiles: new Profiles(book) });
  }

  constructor(parts) {
    Object.assign(this, parts);
    this.orphan = this.diseases.map(({ orphan }) => orphan);
    this.features = new Set(this.rules.features);
    this.order = new Order(this.diseases.map(({ id }) => id));
    this.groups = new Groups(this.diseases, this.rules);
    this.lines = new Lines(this);
  }

  /** The words of all findings: gathered when first searched. */
  get search() {
    return (this.#search ??= new Search(this.lexicon, this.rules.search, this.profiles.background));
  }

  /** Gather the words beforehand, so that the first search need not wait. */
  warm() {
    this.search.index.gather();
  }

  /** The answer to a request: its JSON. Throws `Refused`. */
  async answer(method, address, body) {
    const { pathname, searchParams } = new URL(address, "file:///");
    if (method === "GET" && pathname === "/v1/model") return this.rules.model;
    if (method === "GET" && pathname === "/v1/findings") return this.#findings(searchParams);
    if (method === "POST" && pathname === "/v1/differential") return this.#differential(completed(body));
    throw new Refused("Without the service this is not answered", 404);
  }

  #findings(asked) {
    const lang = asked.get("lang") ?? "en";
    const lines = this.search.answers(asked.get("q"), lang, Number(asked.get("limit") ?? 10));
    return lines.map((line) => ({ ...line, name: line.names.en, name_es: line.names.es ?? null }));
  }

  async #differential(asked) {
    const { rules } = this;
    const known = understood(asked, this.lexicon, rules);
    const scored = await this.#scored(asked, known);
    const measured = asked.setting === rules.circumstances.measured && !asked.region && !asked.course && !asked.pregnant;
    const judgement = measured ? judged(scored, this) : null;
    const { probability, score: nats } = scored.outputs;
    const first = (count) => this.order.first(nats, count);
    const ranking = first(Math.max(asked.top, rules.questions.leading));
    const lines = asked.grouped ? this.groups.lines(first, probability, asked.top) : singleLines(ranking, asked.top);
    const shares = asked.explain ? await scored.sharesOf(lines.map(({ place }) => place)) : null;
    return {
      case_id: null,
      differential: lines.map((line, column) => this.lines.of(line, scored, line.rank <= (judgement?.set ?? 0), column, shares)),
      warnings: known.warnings,
      bundle: rules.model.version,
      prediction_id: null,
      setting: asked.setting,
      sufficiency: judgement && rounded(judgement.sufficiency, 4),
      sufficient: judgement && judgement.sufficient,
      conformal_set: judgement && judgement.set,
      unlisted: judgement?.unlisted ? rounded(judgement.unlisted, 4) : (judgement?.unlisted ?? null),
      caution: cautionOf(judgement, scored.speaks, rules.cautions),
      ...(asked.explain ? questions(scored, ranking, this) : { next_findings: [], stop_asking: null }),
    };
  }

  async #scored(asked, { observed, excluded }) {
    const given = {
      observed: observed.map(this.lexicon.place),
      excluded: excluded.map(this.lexicon.place),
      numbers: numberRow(asked, this.rules),
      circumstances: circumstanceRows(asked, this.rules.circumstances),
    };
    const { outputs, speaks, sharesOf } = await score(this.graphs, given, asked.explain);
    const [implied, absent] = [this.profiles.implied(given.observed), new Set(given.excluded)];
    return { ...given, implied, absent, outputs, sharesOf, speaks: speaks || observed.some((id) => this.features.has(id)) };
  }
}
