// Answer the comparison's cases in Node: node node.mjs TOOLS BUNDLE ORDER.json ANSWERS.json
import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { measure } from "./measure.mjs";

const [tools, bundle, order, answers] = process.argv.slice(2);
const before = process.memoryUsage().rss;
const library = join(resolve(tools), "node_modules/onnxruntime-web/dist/ort.node.min.mjs");
try {
  const ort = await import(pathToFileURL(library));
  const read = (name) => readFile(join(bundle, `${name}.onnx`));
  const result = await measure(ort, read, JSON.parse(await readFile(order, "utf8")));
  // The largest ever held: what a device must have free.
  const memory = process.resourceUsage().maxRSS * 1024;
  await writeFile(answers, JSON.stringify({ ...result, memory, memoryBefore: before, host: `Node ${process.version}` }));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
