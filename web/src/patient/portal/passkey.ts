import type { AuthenticationResponseJSON, RegistrationResponseJSON } from "@simplewebauthn/browser";
import type { components } from "../../api/schema";
import type { TextKey } from "../../shared/words";

type Schemas = components["schemas"];
type Creation = Schemas["PasskeyCreation"];
type Request = Schemas["PasskeyRequest"];

/** Whether this browser can make and use passkeys. */
export const hasPasskeys = () => typeof PublicKeyCredential === "function";

/** The newer way of browsers to read and write what WebAuthn says in JSON; TypeScript knows it as always there. */
const native = () => "parseCreationOptionsFromJSON" in PublicKeyCredential && "toJSON" in PublicKeyCredential.prototype;

/** Has the browser make a passkey. Throws what the browser throws; see [passkeyTrouble]. */
export async function makePasskey(creation: Creation): Promise<Omit<Schemas["NewPasskey"], "name">> {
  const optionsJSON = creation as PublicKeyCredentialCreationOptionsJSON;
  const made = native()
    ? (((await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(optionsJSON) })) as PublicKeyCredential).toJSON() as RegistrationResponseJSON)
    : await (await import("@simplewebauthn/browser")).startRegistration({ optionsJSON: creation as never });
  const { clientDataJSON, attestationObject, transports } = made.response;
  return { id: made.id, clientDataJSON, attestationObject, ...(transports && { transports: [...transports] }) };
}

/** Has the browser sign with a passkey. */
export async function usePasskey(request: Request): Promise<Schemas["PasskeyAnswer"]> {
  const optionsJSON = request as PublicKeyCredentialRequestOptionsJSON;
  const used = native()
    ? (((await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(optionsJSON) })) as PublicKeyCredential).toJSON() as AuthenticationResponseJSON)
    : await (await import("@simplewebauthn/browser")).startAuthentication({ optionsJSON: request as never });
  const { clientDataJSON, authenticatorData, signature, userHandle } = used.response;
  return { id: used.id, clientDataJSON, authenticatorData, signature, ...(userHandle && { userHandle }) };
}

/** What went wrong in the browser: it was called off or took too long, or the phone has one already. */
export const passkeyTrouble = (cause: unknown): TextKey =>
  cause instanceof Error && cause.name === "InvalidStateError" ? "chart.passkey.there" : cause instanceof Error && cause.name === "NotAllowedError" ? "chart.passkey.calledOff" : "chart.passkey.failed";
