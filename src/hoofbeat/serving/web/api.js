// The three questions the page asks, all of its own service.

/** A refusal or a failure; `messages` are for the reader, empty if the service did not answer at all. */
export class ApiError extends Error {
  constructor(messages) {
    super(messages[0] ?? "no answer");
    this.messages = messages;
  }
}

async function ask(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { cache: "no-store", credentials: "omit", ...options });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError([]);
  }
  const body = await response.json().catch(() => ({}));
  if (response.ok) return body;
  const fields = (body.errors ?? []).map((item) => `${item.field}: ${item.message} (${item.hint})`);
  throw new ApiError([body.detail ?? `HTTP ${response.status}`, ...fields]);
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
