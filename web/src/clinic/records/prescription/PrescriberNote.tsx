import { Alert, Anchor } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { TriangleAlert } from "lucide-react";
import { may, useSession } from "../../app/session";
import { staffQuery } from "../../settings/queries";
import { useWords } from "../../words/words";
import type { Notes } from "../form";

/** Says at once, not after all of it is typed, that who writes may not prescribe yet, and where that is changed. */
export function PrescriberNote({ notes }: { notes: Notes }) {
  const { t } = useWords();
  const { staffId, role } = useSession();
  const { data } = useQuery(staffQuery);
  const self = data?.find(({ id }) => id === staffId);
  const { error } = notes.at("prescriber"); // said here, not a second time above the form
  if (!error && (!self || (self.qualifications && self.registrationNumber))) return null;
  return (
    <Alert color={error ? "red" : "orange"} p="sm" icon={<TriangleAlert size={18} aria-hidden />} tabIndex={-1} data-left={error && true}>
      {may.manage(role) ? (
        <>
          {t("clinic.form.prescription.prescriber.own")}{" "}
          <Anchor inherit underline="always" renderRoot={(props) => <Link {...props} to="/settings/staff" />}>
            {t("clinic.form.prescription.prescriber.enter")}
          </Anchor>
        </>
      ) : (
        t("clinic.form.prescription.prescriber.ask")
      )}
    </Alert>
  );
}
