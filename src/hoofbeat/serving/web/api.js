// The three questions the page asks, all of its own service.

/** A refusal or a failure: what the service said, `null` if it did not answer at all, and of which fields. */
export class ApiError extends Error {
  constructor(detail, fields = []) {
    super(detail ?? "no answer");
    this.detail = detail;
    this.fields = fields;
  }
}

async function ask(path, options = {}) {
  let response, body;
  try {
    response = await fetch(path, { cache: "no-store", credentials: "omit", ...options });
    body = await response.json();
  } catch {
    options.signal?.throwIfAborted(); // also a question withdrawn while its answer was coming in
    if (!response || response.ok) throw new ApiError(null);
    body = {}; // a refusal of somebody on the way, in words of its own
  }
  if (response.ok) return body;
  throw new ApiError(body.detail ?? `HTTP ${response.status}`, body.errors ?? []);
}

/** Findings that match what was typed, best first. */
export const searchFindings = (query, language, signal, limit = 10) =>
  ask(`v1/findings?${new URLSearchParams({ q: query, lang: language, limit })}`, { signal });

/** The differential of one case. */
export const differential = (request, signal) =>
  ask("v1/differential", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(request),
    signal,
  });

/** The bundle that answers. */
export const model = () => ask("v1/model");
