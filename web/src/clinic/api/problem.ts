import type { components } from "../../api/schema";

export type Field = NonNullable<components["schemas"]["Problem"]["fields"]>[number];

/**
 * Why a call did not succeed. `code` is the last part of the problem's type, "offline" where no answer
 * came, and "internal" where the answer was none of ours.
 */
export class ApiProblem extends Error {
  override name = "ApiProblem";
  readonly code: string;
  readonly status: number;
  readonly fields: readonly Field[];
  readonly retryAfterSeconds: number;
  readonly requestId: string | undefined;

  constructor(code: string, status: number, more: { fields?: readonly Field[]; retryAfterSeconds?: number; requestId?: string } = {}) {
    super(`${status} ${code}`);
    this.code = code;
    this.status = status;
    this.fields = more.fields ?? [];
    this.retryAfterSeconds = more.retryAfterSeconds ?? 60;
    this.requestId = more.requestId;
  }
}

/** The problem that a body speaks of (RFC 9457). */
export function problemOf(status: number, body: unknown): ApiProblem {
  const said = (body ?? {}) as Partial<components["schemas"]["Problem"]>;
  const code = typeof said.type === "string" ? said.type.slice(said.type.lastIndexOf("/") + 1) : "internal";
  return new ApiProblem(code, status, {
    ...(Array.isArray(said.fields) && { fields: said.fields }),
    ...(typeof said.retryAfterSeconds === "number" && { retryAfterSeconds: said.retryAfterSeconds }),
    ...(typeof said.requestId === "string" && { requestId: said.requestId }),
  });
}
