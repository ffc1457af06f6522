import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, got } from "../api/client";
import { accessQuery, patientQuery, type PortalAccess } from "./queries";

export interface Consent {
  /** The address that the staff member saw, or the new one. */
  readonly email: string;
  /** The staff member's own. */
  readonly password: string;
  /** Of the text that was confirmed. */
  readonly edition: string;
}

/** What can be done about a patient's online access, by those who may. */
export function useAccessActs(patientId: string) {
  const queries = useQueryClient();
  const path = { path: { patientId } };
  const took = (access: PortalAccess) => {
    queries.setQueryData(accessQuery(patientId).queryKey, access);
    // A new address may have become the one on file.
    return queries.invalidateQueries({ queryKey: patientQuery(patientId).queryKey });
  };
  return {
    give: useMutation({ mutationFn: ({ email, password, edition }: Consent) => got(api.POST("/api/patients/{patientId}/access", { params: path, body: { email, password, edition, confirmed: true } })), onSuccess: took }),
    move: useMutation({ mutationFn: ({ email, password, edition }: Consent) => got(api.PUT("/api/patients/{patientId}/access/email", { params: path, body: { email, password, edition, confirmed: true } })), onSuccess: took }),
    resend: useMutation({ mutationFn: ({ password }: Consent) => got(api.POST("/api/patients/{patientId}/access/resend", { params: path, body: { password } })), onSuccess: took }),
    revoke: useMutation({
      mutationFn: () => got(api.DELETE("/api/patients/{patientId}/access", { params: path })),
      onSuccess: () => queries.invalidateQueries({ queryKey: accessQuery(patientId).queryKey }),
    }),
  };
}

/** Which acts a state offers to those who may. */
export const offers: Readonly<Record<PortalAccess["state"], { resend: boolean; move: boolean; revoke: boolean }>> = {
  none: { resend: false, move: false, revoke: false },
  "not-sent": { resend: true, move: true, revoke: true },
  invited: { resend: true, move: true, revoke: true },
  expired: { resend: true, move: true, revoke: true },
  active: { resend: false, move: true, revoke: true },
  outgrown: { resend: false, move: false, revoke: true },
  revoked: { resend: false, move: false, revoke: false },
  bounced: { resend: false, move: false, revoke: true },
};
