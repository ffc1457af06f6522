import { startAuthentication, startRegistration, WebAuthnError } from "@simplewebauthn/browser";
import type { components } from "../../api/schema";
import { got, plainApi } from "../api/client";
import type { Session } from "../app/session";

export type Method = components["schemas"]["FactorKind"];
type Awaited202 = components["schemas"]["SecondFactorAwaited"];
type PasskeyCreation = components["schemas"]["PasskeyCreation"];
type NewPasskey = components["schemas"]["NewPasskey"];

/** What the password led to: a session, or the question for a second factor. */
export type Entered = { at: "inside"; session: Session } | { at: "factor"; methods: readonly Method[] };

const entered = (answer: Session | Awaited202): Entered => ("methods" in answer ? { at: "factor", methods: answer.methods } : { at: "inside", session: answer });

/** Signs in. A pasted address may have spaces around it; a password is taken as it is. */
export const enter = async (email: string, password: string): Promise<Entered> => entered(await got(plainApi.POST("/api/sessions", { body: { email: email.trim(), password } })));

/** Passes with a code of an app, in which people write spaces, or with a recovery code. */
export const passCode = (method: Exclude<Method, "passkey">, code: string): Promise<Session> =>
  got(plainApi.POST("/api/session/second-factor", { body: { method, code: method === "totp" ? code.replace(/\s/g, "") : code.trim() } }));

/**
 * The browser asked for a passkey, and none was used or made: its user would not, or took too long, or
 * has none here. `known`: the device has one of this person already, so it makes no other.
 */
export class PasskeyUnused extends Error {
  override name = "PasskeyUnused";
  readonly known: boolean;

  constructor(cause: unknown) {
    super("no passkey was used", { cause });
    this.known = cause instanceof WebAuthnError && cause.code === "ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED";
  }
}

async function asked<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    throw new PasskeyUnused(cause);
  }
}

/** Passes with a passkey: the browser asks for it. */
export async function passPasskey(): Promise<Session> {
  const optionsJSON = await got(plainApi.POST("/api/session/second-factor/challenge", {}));
  const { id, response } = await asked(() => startAuthentication({ optionsJSON: optionsJSON as Parameters<typeof startAuthentication>[0]["optionsJSON"] }));
  const { clientDataJSON, authenticatorData, signature, userHandle } = response;
  const passkey = { id, clientDataJSON, authenticatorData, signature, ...(userHandle && { userHandle }) };
  return got(plainApi.POST("/api/session/second-factor", { body: { method: "passkey", passkey } }));
}

/** Has the browser make a passkey. */
export async function makePasskey(creation: PasskeyCreation, name: string): Promise<NewPasskey> {
  const { id, response } = await asked(() => startRegistration({ optionsJSON: creation as Parameters<typeof startRegistration>[0]["optionsJSON"] }));
  const { clientDataJSON, attestationObject, transports } = response;
  return { name, id, clientDataJSON, attestationObject, ...(transports && { transports }) };
}
