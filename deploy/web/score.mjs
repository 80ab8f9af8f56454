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
 * Outputs of the graph that ranks, by name: `probability` and `score` of every disease, and every share of it if one
 * explains; `sharesOf(shown)` then asks for the shares of the findings, for the diseases of some positions.
 * @param given positions of findings `observed` and `excluded`, the row of `numbers` (null: unknown) and the rows of
 *   `circumstances`.
 */
export async function score(graphs, given, explain = false) {
  const { Tensor } = graphs.ort;
  const places = (values) => new Tensor("int64", BigInt64Array.from(values, BigInt), [values.length]);
  const numbers = Float32Array.from(given.numbers, (value) => value ?? NaN);
  const common = graphs.findings.inputNames.includes("by_common");
  const ask = (shown, byCommon) =>
    graphs.findings.run({
      observed: places(given.observed),
      excluded: places(given.excluded),
      numbers: new Tensor("float32", numbers, [numbers.length]),
      shown: places(shown),
      ...(common ? { by_common: new Tensor("bool", Uint8Array.from(byCommon), [shown.length]) } : {}),
    });
  const { features, speaks, support_share, absence_share, ...told } = await ask([], []);
  if (common) {
    told.circumstances = places(given.circumstances);
    told.explain = new Tensor("bool", Uint8Array.of(explain), []);
  }
  if (graphs.cohort) Object.assign(told, await graphs.cohort.run({ features }));
  const outputs = await graphs.ranker.run(told);
  const sharesOf = async (shown) => {
    const { support_share, absence_share } = await ask(shown, shown.map((place) => outputs.by_common?.data[place]));
    return { support_share, absence_share };
  };
  return { outputs, sharesOf };
}

/** Positions of the best diseases by score; ties by id, so that the same case always gets the same list. */
export function first(scores, ids, top) {
  const before = (a, b) => scores[b] - scores[a] || (ids[a] < ids[b] ? -1 : 1);
  return Array.from(scores.keys()).sort(before).slice(0, top);
}
