import { Button, Group, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { got, plainApi } from "../api/client";
import { ApiProblem } from "../api/problem";
import { anyDraft } from "../inbox/drafts";
import { Failed } from "../ui/Loaded";
import { PageTitle } from "../ui/PageTitle";
import { useWords } from "../words/words";
import { Waiting } from "./Pending";
import { forgetSignedOut } from "./session";

/** Ends the session, and with it all that is open of it. It is a page: on the way to it, each form is asked whether it can be left. */
export function SignOutPage() {
  const { t } = useWords();
  const { history } = useRouter();
  const [asks, setAsks] = useState(anyDraft); // messages are kept from page to page, and no longer than the session
  const { mutate, error } = useMutation({
    mutationFn: () =>
      got(plainApi.DELETE("/api/session", {})).catch((problem: unknown) => {
        if (!(problem instanceof ApiProblem) || problem.status !== 401) throw problem; // else it had ended
      }),
    onSuccess: forgetSignedOut,
  });
  useEffect(() => {
    if (!asks) mutate();
  }, [asks, mutate]);
  return (
    <>
      <PageTitle>{t("clinic.nav.signOut")}</PageTitle>
      {asks ? (
        <>
          <Text mb="lg">{t("clinic.signOut.drafts")}</Text>
          <Group>
            <Button onClick={() => history.back()}>{t("clinic.signOut.back")}</Button>
            <Button variant="default" onClick={() => setAsks(false)}>
              {t("clinic.signOut.anyway")}
            </Button>
          </Group>
        </>
      ) : error ? (
        <Failed problem={error} again={() => mutate()} />
      ) : (
        <Waiting />
      )}
    </>
  );
}
