// Every question the page asks, all of its own service.

import { fetchWithKey } from "./key.js";
import { instead, standsIn } from "./standin.js";

// A service on the other side of a broken network must not be waited for as long as a browser would.
const PATIENCE = 20_000;
const LONGER = 60_000; // the first note waits for the index of all names

/** A refusal or a failure: what the service said, `null` if it did not answer at all, of which fields, by which status. */
export class ApiError extends Error {
  constructor(detail, fields = [], status = 0) {
    super(detail ?? "no answer");
    this.detail = detail;
    this.fields = fields;
    this.status = status;
  }
}

/** A fetch that waits so many milliseconds for an answer to begin, and ends with the signal. */
const patient = (signal, patience) => (path, options) => {
  const limit = new AbortController();
  signal?.addEventListener("abort", () => limit.abort(signal.reason));
  if (signal?.aborted) limit.abort(signal.reason);
  const timer = setTimeout(() => limit.abort(), patience);
  return fetch(path, { ...options, signal: limit.signal }).finally(() => clearTimeout(timer));
};

/** The answer of the service; of who stands in for it where it cannot be reached, as soon as that is known. */
async function ask(path, options = {}) {
  if (!standsIn()) {
    try {
      return await askService(path, options);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status) throw error;
    }
  }
  return (await instead(path, options)) ?? askService(path, options);
}

async function askService(path, { signal, patience = PATIENCE, ...options } = {}) {
  let response, body;
  try {
    response = await fetchWithKey(path, { cache: "no-store", credentials: "omit", ...options }, patient(signal, patience));
    body = await response.json();
  } catch {
    signal?.throwIfAborted(); // also a question withdrawn while its answer was coming in
    if (!response || response.ok) throw new ApiError(null);
    body = {}; // a refusal of somebody on the way, in words of its own
  }
  if (response.ok) return body;
  throw new ApiError(body.detail ?? `HTTP ${response.status}`, body.errors ?? [], response.status);
}

// One sitting is answered by one bundle: a token of chance, new with each load of the page, and kept nowhere.
const SITTING = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");

const send = (method) => (path, body, signal, patience) =>
  ask(path, { method, headers: { "Content-Type": "application/json", "Hoofbeat-Sitting": SITTING }, body: JSON.stringify(body), signal, patience });

const post = send("POST");
const put = send("PUT");

const query = (values) => new URLSearchParams(Object.entries(values).filter(([, value]) => value !== null && value !== undefined));

/** What this service offers: nobody stands in for that. */
export const service = () => askService("v1/service");

/** The bundle that answers. */
export const model = () => ask("v1/model");

/** Findings that match what was typed, best first. */
export const searchFindings = (text, language, signal, limit = 10) =>
  ask(`v1/findings?${query({ q: text, lang: language, limit })}`, { signal });

/** The differential of one case. */
export const differential = (request, signal) => post("v1/differential", request, signal);

/** Everything that can be measured. */
export const measurable = () => ask("v1/measurements");

/** What measurements mean by themselves. */
export const meanings = (request, signal) => post("v1/measurements", request, signal);

/** What is read from a note. */
export const extraction = (text, language, signal) => post("v1/extraction", { text, ...(language && { lang: language }) }, signal, LONGER);

/** Diseases that match what was typed. */
export const searchDiseases = (text, language, signal, limit = 8) =>
  ask(`v1/diseases?${query({ q: text, lang: language, limit })}`, { signal });

/** What speaks for and against these diseases, wherever they stand. */
export const explained = (request, diseases, signal) => post("v1/explanation", { ...request, diseases }, signal);

/** What to find out next. */
export const nextFindings = (request, limit, signal) => post("v1/next-findings", { ...request, limit }, signal);

/** The case as others read it: "phenopacket" or "fhir". */
export const exported = (format, request) => post(`v1/export/${format}`, request);

/** The kept cases, a page at a time. */
export const listCases = (status, before) => ask(`v1/cases?${query({ status, before, limit: 30 })}`);

/** One kept case. */
export const openCase = (id) => ask(`v1/cases/${id}`);

/** Keep a case. */
export const registerCase = (statement) => post("v1/cases", statement);

/** State the whole case as it should be. */
export const correctCase = (id, correction) => put(`v1/cases/${id}`, correction);

/** Say which diagnosis was confirmed. */
export const confirmCase = (id, confirmation) => post(`v1/cases/${id}/diagnosis`, confirmation);

/** Take a case back. */
export const withdrawCase = (id, withdrawal) => post(`v1/cases/${id}/withdrawal`, withdrawal);
