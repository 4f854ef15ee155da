/* Questions to the server, which answers them as the command line does. Answers never change, so they are kept. */

import { formatPlace } from "./place.js";

const ROOT = "api/v1";
const KEPT = 300; /* answers kept */
const PATIENCE_MS = 1000; /* before progress is asked for, and between two times */

const kept = new Map();

/** An answer other than a result: its message is for the reader. `status` is that of HTTP. */
class Refusal extends Error {
  constructor(message, status) {
    super(message);
    this.name = "Refusal";
    this.status = status;
  }
}

/** Address of a question: points in the path, options in the query. */
function addressOf(question, points = [], options = {}) {
  return `${ROOT}/${formatPlace({ view: question, points, options }).slice(2)}`;
}

/** The message of an answer that is an error: {"error": …}, or any text. */
async function refusalOf(answer) {
  const text = await answer.text();
  let message = text.trim();
  try {
    const { error } = JSON.parse(text);
    message = typeof error === "string" ? error : (error?.message ?? message);
  } catch {
    /* not JSON: the text says it */
  }
  return new Refusal(message || `the server answered ${answer.status}`, answer.status);
}

/** Tells of the progress of a question every now and then until `done` is aborted. */
async function followProgress(id, tell, done) {
  const pause = () => new Promise((resume) => setTimeout(resume, PATIENCE_MS));
  for (await pause(); !done.aborted; await pause()) {
    try {
      const answer = await fetch(`${ROOT}/progress/${id}`, { signal: done });
      tell(answer.ok ? await answer.json() : {});
    } catch {
      tell({});
    }
  }
}

async function fetchAnswer(address, signal, tell) {
  const id = crypto.randomUUID();
  const done = new AbortController();
  if (tell) followProgress(id, tell, done.signal);
  const cancel = () => fetch(`${ROOT}/cancel/${id}`, { method: "POST", keepalive: true }).catch(() => {});
  signal?.addEventListener("abort", cancel, { once: true });
  try {
    const mark = address.includes("?") ? "&" : "?";
    const answer = await fetch(`${address}${mark}request=${id}`, { signal, headers: { Accept: "application/json" } });
    if (!answer.ok) throw await refusalOf(answer);
    return await answer.json();
  } catch (error) {
    if (error instanceof TypeError)
      throw new Refusal("The server does not answer. Is `nasscape explore` still running?", 0);
    throw error;
  } finally {
    done.abort();
    signal?.removeEventListener("abort", cancel);
  }
}

/**
 * Asks a question; returns what its JSON holds. An answer that was given before comes from memory. Aborting `signal`
 * also ends the question in the server. `tell` is called with progress while a slow question runs.
 */
export async function ask(question, points, options, { signal, tell } = {}) {
  const address = addressOf(question, points, options);
  if (kept.has(address)) {
    const answer = kept.get(address);
    kept.delete(address);
    kept.set(address, answer);
    return answer;
  }
  const answer = await fetchAnswer(address, signal, tell);
  kept.set(address, answer);
  if (kept.size > KEPT) kept.delete(kept.keys().next().value);
  return answer;
}
