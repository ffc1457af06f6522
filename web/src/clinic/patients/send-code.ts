import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, got } from "../api/client";
import { ApiProblem } from "../api/problem";
import { maybeSamePhone } from "./phone";
import { demographicsOf, patientQuery, useChangePatient, type Patient } from "./queries";

export interface Sent {
  /** The end of the number. */
  hint: string;
  resendInSeconds: number;
  /**
   * One is on its way now; or one was a moment ago, so that this time none was sent: to this number,
   * where it still works, or to the former one, where it does not.
   */
  when: "now" | "before" | "not-yet";
}

/** A number as it was entered. */
export interface Entered {
  phone: string;
  guardians: boolean;
}

export type SendCode =
  | { result: "sent"; patient: Patient; sent: Sent }
  /** It was stored, and no SMS reaches it. */
  | { result: "not-mobile"; patient: Patient }
  /** Somebody else stored another number meanwhile; nothing was changed. */
  | { result: "conflict"; patient: Patient };

/** Stores the number over the one that `patient` had, if it differs, and sends the code to it. */
export function useSendCode() {
  const queries = useQueryClient();
  const change = useChangePatient();

  /** What is stored: our change, or the patient with another number than we knew. */
  async function store(known: Patient, { phone, guardians }: Entered): Promise<Patient | undefined> {
    const over = (patient: Patient) => change.mutateAsync({ patientId: patient.id, version: patient.version, demographics: { ...demographicsOf(patient), phone, phoneIsGuardians: guardians } });
    try {
      return await over(known);
    } catch (problem) {
      if (!(problem instanceof ApiProblem) || problem.code !== "stale") throw problem;
    }
    const stored = await queries.fetchQuery({ ...patientQuery(known.id), staleTime: 0 });
    if (maybeSamePhone(stored.phone ?? "", phone) && stored.phoneIsGuardians === guardians) return stored; // ours, whose answer was lost, or theirs and the same
    return stored.phone === known.phone && stored.phoneIsGuardians === known.phoneIsGuardians ? over(stored) : undefined;
  }

  return useMutation({
    mutationFn: async ({ known, entered }: { known: Patient; entered: Entered | undefined }): Promise<SendCode> => {
      const patient = entered ? await store(known, entered) : known;
      if (!patient) return { result: "conflict", patient: queries.getQueryData(patientQuery(known.id).queryKey) ?? known };
      if (patient.phoneStatus === "not-mobile") return { result: "not-mobile", patient };
      try {
        const { phoneHint, resendInSeconds } = await got(api.POST("/api/patients/{patientId}/phone-codes", { params: { path: { patientId: patient.id } } }));
        return { result: "sent", patient, sent: { hint: phoneHint, resendInSeconds, when: "now" } };
      } catch (problem) {
        if (!(problem instanceof ApiProblem) || problem.code !== "code_too_soon") throw problem;
        return { result: "sent", patient, sent: { hint: `•• ${patient.phone?.slice(-3) ?? ""}`, resendInSeconds: problem.retryAfterSeconds, when: patient.phone === known.phone && patient.phoneIsGuardians === known.phoneIsGuardians ? "before" : "not-yet" } };
      }
    },
  });
}
