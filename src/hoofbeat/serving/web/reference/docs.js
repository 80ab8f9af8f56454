// The API's documentation, drawn from /openapi.json: works without any other host.

import { h } from "../base/dom.js";
import { fetchWithKey } from "../base/key.js";

const nameOfRef = (schema) => schema.$ref?.split("/").pop();

/** The type of a schema in words, with links to the schemas it names. */
function type(schema) {
  const name = nameOfRef(schema);
  if (name) return [h("a", { href: `#schema-${name}` }, name)];
  const options = schema.anyOf ?? schema.oneOf ?? (schema.allOf?.length === 1 ? schema.allOf : null);
  if (options) return options.flatMap((option, i) => (i ? [" or ", ...type(option)] : type(option)));
  if (schema.enum) return [schema.enum.map((value) => JSON.stringify(value)).join(", ")];
  if (schema.type === "array" && schema.items) return ["list of ", ...type(schema.items)];
  return [schema.type ?? "anything"];
}

function limits(schema) {
  const from = { minimum: "≥", maximum: "≤", minItems: "at least", maxItems: "at most", minLength: "length ≥", maxLength: "length ≤", pattern: "pattern" };
  const known = schema.anyOf?.find((option) => option.type !== "null") ?? schema;
  const words = Object.entries(from).filter(([key]) => key in known).map(([key, word]) => `${word} ${known[key]}`);
  if (schema.default !== undefined && schema.default !== null) words.push(`default ${JSON.stringify(schema.default)}`);
  return words.join(", ");
}

const fieldRow = (name, schema, required, description, last = null) =>
  h(
    "tr",
    {},
    h("td", {}, h("code", {}, name), required && h("span", { class: "required" }, "required")),
    h("td", {}, type(schema)),
    h("td", {}, [description, limits(schema)].filter(Boolean).join(" · ")),
    last && h("td", {}, last),
  );

function bodyOf(operation) {
  const content = Object.values(operation.requestBody?.content ?? {})[0];
  return content && nameOfRef(content.schema);
}

function answers(operation) {
  return Object.entries(operation.responses).map(([status, response]) => {
    const schema = Object.values(response.content ?? {})[0]?.schema;
    return h("tr", {}, h("td", {}, h("code", {}, status)), h("td", {}, schema ? type(schema) : ""), h("td", {}, response.description));
  });
}

function tryOut(path, method, operation, schemas) {
  const body = bodyOf(operation);
  const inputs = new Map((operation.parameters ?? []).map((parameter) => [parameter.name, h("input", { "aria-label": parameter.name })]));
  const text = body && h("textarea", { spellcheck: false, "aria-label": "Request body" }, JSON.stringify(schemas[body].examples?.[0] ?? {}, null, 2));
  const output = h("pre", { hidden: true, "aria-live": "polite" });
  const send = async () => {
    const query = new URLSearchParams([...inputs].filter(([, input]) => input.value).map(([name, input]) => [name, input.value]));
    const options = { method: method.toUpperCase(), cache: "no-store" };
    if (text) Object.assign(options, { body: text.value, headers: { "Content-Type": "application/json" } });
    try {
      const response = await fetchWithKey(`.${path}${query.size ? `?${query}` : ""}`, options);
      const answer = await response.text();
      const json = response.headers.get("content-type")?.includes("json");
      output.textContent = `HTTP ${response.status}\n\n${json ? JSON.stringify(JSON.parse(answer), null, 2) : answer}`;
    } catch {
      output.textContent = "The service does not answer.";
    }
    output.hidden = false;
  };
  return { inputs, text, output, button: h("button", { type: "button", class: "quiet", onclick: send }, "Try it") };
}

function drawOperation(path, method, operation, schemas) {
  const { inputs, text, output, button } = tryOut(path, method, operation, schemas);
  const body = bodyOf(operation);
  return h(
    "article",
    { class: "operation" },
    h("h3", {}, h("span", { class: "method" }, method), h("code", {}, path), h("small", {}, operation.summary)),
    h("p", {}, operation.description ?? ""),
    inputs.size > 0 && [
      h("h4", {}, "Parameters"),
      h("table", {}, operation.parameters.map((item) => fieldRow(item.name, item.schema, item.required, item.description, inputs.get(item.name)))),
    ],
    body && [h("h4", {}, "Body: ", h("a", { href: `#schema-${body}` }, body)), text],
    h("h4", {}, "Answers"),
    h("table", {}, answers(operation)),
    button,
    output,
  );
}

const drawSchema = ([name, schema]) =>
  h(
    "article",
    { class: "schema", id: `schema-${name}` },
    h("h3", {}, h("code", {}, name)),
    h("p", {}, schema.description ?? ""),
    schema.enum && h("p", {}, type(schema)),
    h("table", {}, Object.entries(schema.properties ?? {}).map(([field, its]) => fieldRow(field, its, schema.required?.includes(field), its.description))),
  );

async function start() {
  const api = await (await fetch("openapi.json")).json();
  const { schemas } = api.components;
  document.querySelector("#title").textContent = `${api.info.title} API ${api.info.version}`;
  document.querySelector("#about").textContent = api.info.description.replaceAll("\n", " ");
  const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => drawOperation(path, method, operation, schemas)),
  );
  document.querySelector("#operations").replaceChildren(...operations);
  document.querySelector("#schemas").replaceChildren(h("h2", {}, "Schemas"), ...Object.entries(schemas).map(drawSchema));
}

start();
