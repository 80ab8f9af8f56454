// Answer every case of the comparison, and keep the time.
import { first, openGraphs, score } from "./score.mjs";

const TOP = 10;

/** Bytes of an array as base64, in pieces that fit on the stack. */
function packed(array) {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  let text = "";
  for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return btoa(text);
}

/** Of every share [..., diseases] the columns of the best diseases, row by row. */
function sharesOf(answer, best) {
  const shares = Object.entries(answer).filter(([name]) => name.endsWith("_share"));
  const columns = ({ data, dims }) => {
    const diseases = dims.at(-1);
    return Array.from({ length: data.length / diseases }, (_, row) => best.map((one) => data[row * diseases + one]));
  };
  return Object.fromEntries(shares.map(([name, tensor]) => [name, columns(tensor)]));
}

/**
 * @param order graphs to open, ids of the catalogue, and the cases' inputs, as `cases.py` writes them.
 * @returns answers in the order of the cases, what the graph of profiles holds, and seconds.
 */
export async function measure(ort, read, order) {
  const started = performance.now();
  const graphs = await openGraphs(ort, read, order.graphs);
  const opened = performance.now();
  const answers = [];
  const milliseconds = [];
  for (const given of order.cases) {
    const asked = performance.now();
    const answer = await score(graphs, given);
    const best = first(answer.score.data, order.ids, TOP);
    milliseconds.push(performance.now() - asked);
    const explained = await score(graphs, given, true);
    answers.push({
      probability: packed(answer.probability.data),
      best: best.map((position) => order.ids[position]),
      shares: sharesOf(explained, best),
    });
  }
  const profiles = {};
  for (const [name, tensor] of Object.entries(graphs.profiles ? await graphs.profiles.run({}) : {})) {
    profiles[name] = { type: tensor.type, bytes: packed(tensor.data) };
  }
  return { answers, profiles, loadSeconds: (opened - started) / 1000, milliseconds, version: ort.env.versions.web };
}
