// The graphs of a bundle in WebAssembly, chained as `scorer.py` chains them.

import { InferenceSession, Tensor, env } from "../vendor/ort.wasm.bundle.min.mjs";

const OPTIONS = { executionProviders: ["wasm"], logSeverityLevel: 3 };

/** Open the graphs by name, and run the one of the profiles; `read` takes a name to the bytes of a part. */
export async function openGraphs(read, runtime, cohort) {
  env.wasm.numThreads = 1; // one case is little work: threads would cost more than they give
  env.wasm.wasmBinary = await read(runtime);
  const open = async (name) => InferenceSession.create(new Uint8Array(await read(`${name}.onnx`)), OPTIONS);
  const graphs = { findings: await open("findings"), ranker: await open("ranker"), cohort: cohort ? await open("cohort") : null };
  env.wasm.wasmBinary = undefined;
  const profiles = await open("profiles");
  const book = Object.fromEntries(Object.entries(await profiles.run({})).map(([name, { data }]) => [name, plain(data)]));
  await profiles.release();
  return { graphs, book };
}

/** Places as numbers that index arrays. */
const plain = (data) => (data instanceof BigInt64Array ? Int32Array.from(data, Number) : data.slice());

const places = (values) => new Tensor("int64", BigInt64Array.from(values, BigInt), [values.length]);

const yesOrNo = (values) => new Tensor("bool", Uint8Array.from(values), [values.length]);

const plainly = (outputs) => Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, data]));

/**
 * The outputs by name, and whether anything in the case speaks for any disease; `sharesOf(shown)` then
 * tells what each finding (a row) adds to the score of each of the diseases of some places (a column).
 * @param given places of findings `observed` and `excluded`, the row of `numbers`, the rows of `circumstances`.
 */
export async function score(graphs, given, explain) {
  const common = graphs.findings.inputNames.includes("by_common");
  const ask = (shown, byCommon) =>
    graphs.findings.run({
      observed: places(given.observed),
      excluded: places(given.excluded),
      numbers: new Tensor("float32", given.numbers, [given.numbers.length]),
      shown: places(shown),
      ...(common ? { by_common: yesOrNo(byCommon) } : {}),
    });
  const { features, speaks, support_share, absence_share, ...told } = await ask([], []);
  if (common) {
    told.circumstances = places(given.circumstances);
    told.explain = new Tensor("bool", Uint8Array.of(explain), []);
  }
  if (graphs.cohort) Object.assign(told, await graphs.cohort.run({ features }));
  const outputs = plainly(await graphs.ranker.run(told));
  const sharesOf = async (shown) => {
    const shares = plainly(await ask(shown, shown.map((place) => outputs.by_common?.[place])));
    return { told: (name, row, column) => shares[name][row * shown.length + column] };
  };
  return { outputs, speaks: speaks.data[0] > 0, sharesOf };
}
