import createClient from "openapi-fetch";
import { ulid } from "ulid";
import type { paths } from "../../api/schema";
import { askFor, type Gate } from "./gates";
import { ApiProblem, problemOf } from "./problem";

/** How long we wait for an answer before we call the connection lost. */
const patienceMilliseconds = 30_000;

async function send(request: Request): Promise<Response> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patienceMilliseconds);
  request.signal.addEventListener("abort", () => stop.abort());
  try {
    return await fetch(request, { signal: stop.signal });
  } catch (cause) {
    if (request.signal.aborted) throw cause; // who asked does not want to know any more
    throw new ApiProblem("offline", 0);
  } finally {
    clearTimeout(timer);
  }
}

async function codeOf(response: Response): Promise<string> {
  return problemOf(response.status, await response.clone().json().catch(() => undefined)).code;
}

/** What must be done before a call goes on that was refused for a reason like this. */
const gateOf: Readonly<Record<string, Gate>> = { unauthenticated: "sign-in", second_factor_required: "sign-in", step_up_required: "step-up" };

/**
 * Sends a request, and again after each gate that it met: who must sign in again or enter the password
 * is asked, and the request goes on as if nothing had been. A new session meets the second gate after
 * the first. A session that was just replaced by another, as a password that is entered again does, is
 * no reason to ask anybody: the browser has the new one when it sends the request a second time.
 */
async function sendThroughGates(request: Request): Promise<Response> {
  for (let tries = 1; ; tries++) {
    const response = await send(request.clone());
    if (response.status !== 401 && response.status !== 403) return response;
    const gate = gateOf[await codeOf(response)];
    if (gate === "sign-in" && tries === 1) continue;
    if (!gate || !(await askFor(gate))) return response;
  }
}

/** The contract without the header that {@link options} adds to every call. */
type Header<H> = [keyof Omit<H, "X-Requested-By">] extends [never] ? { header?: never } : { header: Omit<H, "X-Requested-By"> };
type Eased<O> = O extends { parameters: infer P extends { header: unknown } } ? Omit<O, "parameters"> & { parameters: Omit<P, "header"> & Header<P["header"]> } : O;
type EasedPaths = { [Path in keyof paths]: { [Method in keyof paths[Path]]: Eased<paths[Path][Method]> } };

const options = { baseUrl: location.origin, headers: { "X-Accept-Encoding": "gzip", "X-Requested-By": "chartshare" } };

/** Calls the API as the contract has it; who must sign in first is asked to, and the call then goes on. */
export const api = createClient<EasedPaths>({ ...options, fetch: sendThroughGates });

/** The same without being asked anything: for signing in itself, and for finding out who is signed in. */
export const plainApi = createClient<EasedPaths>({ ...options, fetch: send });

/** The same calls for machinery that has its own words for them (src/files/upload.ts). */
export const fetchThroughGates = (path: string, init: RequestInit): Promise<Response> => sendThroughGates(new Request(new URL(path, location.origin), init));

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The answer's data; throws the {@link ApiProblem} of one that is not as wanted. */
export async function got<T>(asked: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await asked.catch((cause: unknown) => {
    if (cause instanceof ApiProblem || (cause instanceof DOMException && cause.name === "AbortError")) throw cause;
    throw new ApiProblem("offline", 0); // it broke off in the middle, or was none of ours: what was sent may have been heard
  });
  if (!response.ok) throw problemOf(response.status, error);
  return data as T;
}

/** The header with which a create that is sent twice creates one thing: made once a form, not once a try. */
export const newKey = (): string => ulid();

/** The header that names the version which a change rests on. */
export const ifMatch = (version: number): { "If-Match": string } => ({ "If-Match": `"${version}"` });
