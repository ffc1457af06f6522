import { Button, Container, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { may, useSession } from "../app/session";
import { EmptyState } from "../ui/EmptyState";
import { PageTitle } from "../ui/PageTitle";
import { useWords } from "../words/words";
import { PracticeEvents } from "./PracticeEvents";

/** Who did what: the practice's events for the owner; a patient's stand with the patient. */
export function AuditPage() {
  const { t } = useWords();
  const { role } = useSession();
  return (
    <Container size="lg" px={0} mx={0}>
      <PageTitle>{t("clinic.nav.audit")}</PageTitle>
      {may.manage(role) ? (
        <>
          <Text mb="md">{t("clinic.audit.text")}</Text>
          <PracticeEvents />
        </>
      ) : (
        <EmptyState
          title={t("clinic.audit.own.title")}
          action={
            <Button component={Link} to="/patients">
              {t("clinic.notFound.patients")}
            </Button>
          }
        >
          {t("clinic.audit.own.text")}
        </EmptyState>
      )}
    </Container>
  );
}
