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

/** Every share of the best diseases, row by row. */
async function sharesOf({ outputs, sharesOf }, best) {
  const shares = Object.entries(outputs).filter(([name]) => name.endsWith("_share"));
  const ofAll = shares.map(([name, { data }]) => [name, [best.map((one) => data[one])]]);
  const rows = ({ data, dims: [count, width] }) => Array.from({ length: count }, (_, row) => [...data.slice(row * width, (row + 1) * width)]);
  const ofFindings = Object.entries(await sharesOf(best)).map(([name, tensor]) => [name, rows(tensor)]);
  return Object.fromEntries([...ofAll, ...ofFindings]);
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
    const { outputs: answer } = await score(graphs, given);
    const best = first(answer.score.data, order.ids, TOP);
    milliseconds.push(performance.now() - asked);
    const explained = await score(graphs, given, true);
    answers.push({
      probability: packed(answer.probability.data),
      best: best.map((position) => order.ids[position]),
      shares: await sharesOf(explained, best),
    });
  }
  const profiles = {};
  for (const [name, tensor] of Object.entries(graphs.profiles ? await graphs.profiles.run({}) : {})) {
    profiles[name] = { type: tensor.type, bytes: packed(tensor.data) };
  }
  return { answers, profiles, loadSeconds: (opened - started) / 1000, milliseconds, version: ort.env.versions.web };
}
