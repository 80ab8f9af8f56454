// What to ask next: the finding whose answer is expected to tell most about which of the leading diseases it is
// (`questions.py` has the formulas).

import { named } from "./lexicon.js";
import { rounded } from "./lines.js";

function entropy(chance) {
  const kept = Math.min(Math.max(chance, 1e-12), 1 - 1e-12);
  return -(kept * Math.log2(kept) + (1 - kept) * Math.log2(1 - kept));
}

function dot(a, b) {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += a[at] * b[at];
  return sum;
}

function shares(values) {
  const total = values.reduce((sum, one) => sum + one, 0);
  return values.map((value) => value / total);
}

/** Every finding that may be asked, with its gain, the largest first. */
function askable(profiles, first, prior, { implied, absent }, rules) {
  const general = Math.fround(rules.general);
  const findings = profiles
    .statedByAny(first)
    .filter((finding) => profiles.background[finding] <= general && !implied.has(finding) && !profiles.isBelow(finding, absent))
    .sort((a, b) => a - b);
  const found = profiles.climbed(first, findings, Math.fround(rules.certainty)).map((chance, row) => {
    const background = profiles.background[findings[row]];
    const usual = entropy(background); // of most of the diseases, whose profiles are silent
    let [positive, left] = [0, 0];
    for (let at = 0; at < chance.length; at += 1) {
      if (chance[at] > background) left += prior[at] * entropy(chance[at]);
      else [chance[at], left] = [background, left + prior[at] * usual];
      positive += prior[at] * chance[at];
    }
    return { finding: findings[row], chance, positive, gain: entropy(positive) - left };
  });
  return found.sort((a, b) => b.gain - a.gain);
}

function spreadOf({ chance, positive }, prior) {
  const spread = chance.map((value) => value - positive);
  const norm = Math.sqrt(Math.max(dot(prior, spread.map((value) => value ** 2)), 1e-12));
  return spread.map((value) => value / norm);
}

/** The most informative questions, none beside its parent or child, or beside one that tells the same diseases apart. */
function best(profiles, first, prior, places, rules) {
  const chosen = [];
  const [taken, above] = [new Set(), new Set()];
  for (const one of askable(profiles, first, prior, places, rules)) {
    if (chosen.length === rules.most || one.gain <= 0) break;
    const ancestors = [...profiles.ancestors(one.finding)];
    if (above.has(one.finding) || ancestors.some((finding) => taken.has(finding))) continue;
    const spread = spreadOf(one, prior);
    const weighed = spread.map((value, at) => value * prior[at]);
    if (chosen.some((other) => dot(weighed, other.spread) > rules.alike)) continue;
    taken.add(one.finding);
    ancestors.forEach((finding) => above.add(finding));
    chosen.push({ ...one, spread, yes: shares(prior.map((value, at) => value * one.chance[at])), no: shares(prior.map((value, at) => value * (1 - one.chance[at]))) });
  }
  return chosen;
}

/** `next_findings` and `stop_asking` of an answer; `first`: places of the leading diseases. */
export function questions(scored, ranking, { profiles, lexicon, diseases, rules: { questions: rules } }) {
  const { probability } = scored.outputs;
  const first = ranking.slice(0, rules.leading);
  const prior = shares(first.map((place) => probability[place]));
  const found = best(profiles, first, prior, scored, rules);
  const shifts = (after) => {
    const moves = after.map((value, at) => ({ at, value, move: Math.abs(value - prior[at]) }));
    const largest = moves.sort((a, b) => b.move - a.move).slice(0, rules.shifts).filter(({ move }) => move >= rules.smallest);
    return largest.map(({ at, value }) => ({ ...named(diseases[first[at]].names), disease_id: diseases[first[at]].id, before: rounded(prior[at], 4), after: rounded(value, 4) }));
  };
  const next = found.map(({ finding, gain, positive, yes, no }) => ({
    ...named(lexicon.entries[finding].names),
    finding_id: lexicon.entries[finding].id,
    gain: rounded(gain, 4),
    probability: rounded(positive, 4),
    if_present: shifts(yes),
    if_absent: shifts(no),
  }));
  const stop = probability[first[0]] >= rules.sure || !found.length || found[0].gain < rules.gain;
  return { next_findings: next, stop_asking: stop };
}
