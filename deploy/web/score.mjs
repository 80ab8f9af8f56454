// Rank a bundle's catalogue with ONNX Runtime for the web: one module for Node, for a browser and for a phone.

/** Graphs that answer, in the order they are asked; `cohort` is there only where a cohort model was trained. */
export const ANSWERING = ["findings", "cohort", "ranker"];

/**
 * Open graphs by name.
 * @param ort the namespace of onnxruntime-web.
 * @param read takes a name to the bytes of its graph.
 * @param names which graphs, without the ending.
 */
export async function openGraphs(ort, read, names) {
  // One case is little work: threads would cost more than they give.
  ort.env.wasm.numThreads = 1;
  const options = { executionProviders: ["wasm"], logSeverityLevel: 3 };
  const graphs = { ort };
  for (const name of names) {
    try {
      graphs[name] = await ort.InferenceSession.create(await read(name), options);
    } catch (error) {
      throw new Error(`${name}.onnx cannot be opened by this runtime: ${error.message ?? error}`);
    }
  }
  return graphs;
}

/**
 * Outputs of the graph that ranks, by name: `probability` and `score` of every disease, and every share if one explains.
 * @param given positions of findings `observed` and `excluded`, the row of `numbers` (null: unknown) and the rows of
 *   `circumstances`.
 */
export async function score(graphs, given, explain = false) {
  const { Tensor } = graphs.ort;
  const places = (values) => new Tensor("int64", BigInt64Array.from(values, BigInt), [values.length]);
  const numbers = Float32Array.from(given.numbers, (value) => value ?? NaN);
  const { features, ...shares } = await graphs.findings.run({
    observed: places(given.observed),
    excluded: places(given.excluded),
    numbers: new Tensor("float32", numbers, [numbers.length]),
  });
  if ("covered" in shares) {
    shares.circumstances = places(given.circumstances);
    shares.explain = new Tensor("bool", Uint8Array.of(explain), []);
  }
  if (graphs.cohort) Object.assign(shares, await graphs.cohort.run({ features }));
  return graphs.ranker.run(shares);
}

/** Positions of the best diseases by score; ties by id, so that the same case always gets the same list. */
export function first(scores, ids, top) {
  const before = (a, b) => scores[b] - scores[a] || (ids[a] < ids[b] ? -1 : 1);
  return Array.from(scores.keys()).sort(before).slice(0, top);
}
