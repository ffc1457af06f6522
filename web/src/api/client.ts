import type { paths } from "./schema";

type Json<R> = R extends { content: { "application/json": infer J } } ? J : undefined;

type Answer<O> = O extends { responses: infer R }
  ? Json<R[keyof R & (200 | 201 | 202 | 204)]>
  : never;

type Body<O> = O extends { requestBody: { content: { "application/json": infer J } } } ? J : undefined;

type Method = "get" | "post" | "put" | "delete";

/**
 * What came of a call. `code` is the last part of the problem's type, "offline" when no answer
 * came at all, and "internal" when the answer was not one of ours. `field` is what is wrong with the first field of the body.
 */
export type Result<T> =
  | { ok: true; data: T }
  | { ok: false; code: string; status: number; field?: string; retryAfterSeconds?: number };

/** Headers that every call has: whose chart a page of the portal shows. */
export const always: Record<string, string> = {};

/** How long we wait for an answer before we call the connection lost. */
const patienceMilliseconds = 30_000;

/** Calls the API. Path, body and answer are checked against the contract, headers besides are not; it never throws. */
export async function call<P extends keyof paths, M extends Method>(
  method: M,
  path: P,
  ...more: Body<paths[P][M]> extends undefined ? [] : [body: Body<paths[P][M]>, headers?: Readonly<Record<string, string>>]
): Promise<Result<Answer<paths[P][M]>>> {
  const [body, headers] = more as readonly [unknown?, Readonly<Record<string, string>>?];
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patienceMilliseconds);
  try {
    const response = await fetch(path, {
      method, // cookies go along: the default is "same-origin"
      signal: stop.signal,
      headers: {
        "X-Accept-Encoding": "gzip", // CloudFront passes no Accept-Encoding on to where nothing is cached
        ...(method !== "get" && { "Content-Type": "application/json", "X-Requested-By": "chartshare" }),
        ...always,
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.ok) {
      return { ok: true, data: (text ? JSON.parse(text) : undefined) as Answer<paths[P][M]> };
    }
    return { ok: false, status: response.status, ...problem(text) };
  } catch (cause) {
    return { ok: false, status: 0, code: cause instanceof SyntaxError ? "internal" : "offline" };
  } finally {
    clearTimeout(timer);
  }
}

function problem(text: string): { code: string; field?: string; retryAfterSeconds?: number } {
  try {
    const { type, retryAfterSeconds, fields } = JSON.parse(text) as { type?: unknown; retryAfterSeconds?: unknown; fields?: { code: string }[] };
    return {
      code: typeof type === "string" ? type.slice(type.lastIndexOf("/") + 1) : "internal",
      ...(fields?.[0] && { field: fields[0].code }),
      ...(typeof retryAfterSeconds === "number" && { retryAfterSeconds }),
    };
  } catch {
    return { code: "internal" };
  }
}
