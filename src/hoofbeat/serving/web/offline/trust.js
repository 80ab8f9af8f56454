// How far to trust one answer (`trust.py`): sufficiency, the conformal set, and what to beware of.

const logOdds = (probability, close) => {
  const kept = Math.min(Math.max(probability, close), 1 - close);
  return Math.log(kept / (1 - kept));
};

const sum = (values) => values.reduce((total, value) => total + value, 0);

/** What sufficiency is judged by. */
function features(probability, { observed, excluded, specificity }, { largest, close }) {
  const first = Array.from(Float32Array.from(probability).sort().slice(-Math.min(largest, probability.length))).reverse();
  let entropy = 0;
  for (const value of probability) {
    const kept = Math.max(value, 1e-12);
    entropy -= kept * Math.log(kept);
  }
  const told = specificity.length ? specificity : [0];
  return [
    logOdds(first[0], close),
    logOdds(sum(first.slice(0, 10)), close),
    logOdds(sum(first), close),
    Math.log(Math.max(first[0], close) / Math.max(first[Math.min(1, first.length - 1)], close)),
    entropy,
    Math.log1p(observed),
    Math.log1p(excluded),
    sum(told) / told.length,
    Math.max(...told),
  ];
}

function logistic({ weights, intercept }, terms) {
  const nats = sum(terms.map((term, at) => term * weights[at])) + intercept;
  return 1 / (1 + Math.exp(-Math.min(Math.max(nats, -50), 50)));
}

/** Trust in one answer: `{ sufficiency, sufficient, set, unlisted }`; `null` where the bundle was not measured. */
export function judged(scored, { orphan, profiles, rules }) {
  const { trust } = rules.model.manifest;
  if (!trust) return null;
  const { probability } = scored.outputs;
  const evidence = { observed: scored.observed.length, excluded: scored.excluded.length, specificity: scored.observed.map((finding) => profiles.specificity[finding]) };
  const standard = features(probability, evidence, rules.trust).map((value, at) => Math.min(Math.max((value - trust.centre[at]) / trust.scale[at], -rules.trust.farthest), rules.trust.farthest));
  const terms = [...standard, ...standard.map((value) => value ** 2)];
  const sufficiency = logistic(trust, terms);
  const first = probability.indexOf(probability.reduce((most, value) => Math.max(most, value), 0));
  const reached = trust.strata.filter((stratum) => stratum.orphan === orphan[first] && sufficiency >= stratum.above);
  const stratum = reached.reduce((most, one) => (one.above > most.above ? one : most));
  const threshold = Math.fround(stratum.threshold);
  const size = probability.reduce((count, value) => count + (value >= threshold ? 1 : 0), 0);
  const sufficient = scored.speaks && sufficiency >= trust.enough;
  const shown = sufficient && stratum.short >= rules.trust.mostly && size > 0 && size <= rules.trust.largest;
  return { sufficiency, sufficient, set: shown ? size : null, unlisted: trust.unlisted ? logistic(trust.unlisted, terms) : null };
}

/** Halves go to the even neighbour, as Python rounds. */
const rounded = (value) => (Math.abs(value % 1) === 0.5 ? 2 * Math.round(value / 2) : Math.round(value));

/** Why a ranking should not be relied upon, `null` if it may be. */
export function cautionOf(judgement, speaks, { nothing, too_little: tooLittle }) {
  if (!speaks) return nothing;
  return !judgement || judgement.sufficient ? null : tooLittle[rounded(10 * judgement.sufficiency)];
}
