import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { components } from "../../api/schema";
import { api, got, ifMatch } from "../api/client";
import { useTell } from "../ui/tell";
import { useWords } from "../words/words";
import { staffQuery, type StaffMember } from "./queries";

type Update = components["schemas"]["StaffMemberUpdate"];

export const putStaff = (id: string, version: number, body: Update) => got(api.PUT("/api/staff/{staffId}", { params: { path: { staffId: id }, header: ifMatch(version) }, body }));

export const updateOf = ({ name, role, status, qualifications, registrationNumber }: StaffMember): Update => ({
  name,
  role,
  disabled: status === "disabled",
  ...(qualifications && { qualifications }),
  ...(registrationNumber && { registrationNumber }),
});

/** Puts a person as they were stored into the list that was read. */
export function useStoredStaff(): (member: StaffMember) => void {
  const queries = useQueryClient();
  return (member) => queries.setQueryData(staffQuery.queryKey, (staff) => staff && (staff.some(({ id }) => id === member.id) ? staff.map((one) => (one.id === member.id ? member : one)) : [...staff, member]));
}

/** Disables or enables a person, with a way back. */
export function useDisabling() {
  const { t } = useWords();
  const tell = useTell();
  const store = useStoredStaff();
  const queries = useQueryClient();
  const set = (member: StaffMember, disabled: boolean) => putStaff(member.id, member.version, { ...updateOf(member), disabled });
  return useMutation({
    mutationFn: (member: StaffMember) => set(member, member.status !== "disabled"),
    onSuccess: (next) => {
      store(next);
      const disabled = next.status === "disabled";
      tell.undoable(t(disabled ? "clinic.staff.disabled" : "clinic.staff.enabled", { name: next.name }), async () => store(await set(next, !disabled)));
    },
    onError: (problem) => {
      void queries.invalidateQueries(staffQuery);
      tell.failed(problem);
    },
  });
}
