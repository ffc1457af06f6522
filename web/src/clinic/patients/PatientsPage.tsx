import { Button, Loader, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Search, UserPlus } from "lucide-react";
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { useCommands, type Command } from "../app/commands";
import { EmptyState } from "../ui/EmptyState";
import { Failed } from "../ui/Loaded";
import { PageTitle } from "../ui/PageTitle";
import { useWords } from "../words/words";
import { keepBegin } from "./begin";
import { PatientRow } from "./PatientRow";
import classes from "./PatientsPage.module.css";
import { searchQuery } from "./queries";
import { RecentPatients } from "./RecentPatients";

const typingMilliseconds = 200;

/** Finds a patient as one types; without anything typed, those who were opened last. */
export function PatientsPage() {
  const { t, count } = useWords();
  const navigate = useNavigate();
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const [typed, setTyped] = useState("");
  const query = typed.trim();
  const [settled] = useDebouncedValue(query, typingMilliseconds);
  const search = useInfiniteQuery({ ...searchQuery(settled), placeholderData: keepPreviousData });
  const found = search.data?.pages.flatMap(({ items }) => items) ?? [];
  const current = settled === query && !search.isPlaceholderData && search.isSuccess;

  const register = () => {
    keepBegin(query);
    void navigate({ to: "/patients/new" });
  };
  const commands = useMemo<readonly Command[]>(() => [{ id: "find-patient", label: t("clinic.patients.find"), run: () => field.current?.focus() }], [t]);
  useCommands(commands);
  useEffect(() => field.current?.focus(), []); // after the title has had it: one comes here to type

  const links = () => [...(list.current?.querySelectorAll<HTMLElement>("[data-patient]") ?? [])];
  /** The arrows lead from the field through the list and back; Enter in the field opens the first. */
  const move = (event: KeyboardEvent) => {
    const at = links().indexOf(document.activeElement as HTMLElement);
    const inField = document.activeElement === field.current;
    if (!inField && at < 0) return;
    if (event.key === "ArrowDown") links()[at + 1]?.focus();
    else if (event.key === "ArrowUp") (at > 0 ? links()[at - 1] : field.current)?.focus();
    else if (event.key === "Escape") {
      setTyped("");
      field.current?.focus();
    } else if (event.key === "Enter" && inField && current) links()[0]?.click();
    else return;
    event.preventDefault();
  };
  return (
    <div onKeyDown={move}>
      <div className={classes.head}>
        <PageTitle>{t("clinic.nav.patients")}</PageTitle>
        <Button leftSection={<UserPlus size={18} aria-hidden />} onClick={register}>
          {t("clinic.patients.new")}
        </Button>
      </div>
      <TextInput
        className={classes.search ?? ""}
        ref={field}
        type="search"
        label={t("clinic.patients.find")}
        description={
          <>
            {t("clinic.patients.find.hint")} <span className="for-keys">{t("clinic.patients.find.keys")}</span>
          </>
        }
        size="md"
        mb="lg"
        leftSection={<Search size={18} aria-hidden />}
        rightSection={query !== "" && search.isFetching ? <Loader size={16} aria-hidden /> : undefined}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        autoComplete="off"
        spellCheck={false}
        maxLength={120}
      />
      <div ref={list}>
        <div role="status" className="visually-hidden">
          {query !== "" && current && found.length > 0 && count("clinic.patients.found", found.length)}
        </div>
        {query === "" ? (
          <RecentPatients onRegister={register} />
        ) : search.isError ? (
          <Failed problem={search.error} again={() => void search.refetch()} />
        ) : found.length > 0 ? (
          <ul className={classes.list}>
            {found.map((patient) => (
              <PatientRow key={patient.id} patient={patient} />
            ))}
          </ul>
        ) : (
          current && (
            <div role="status">
              <EmptyState title={t("clinic.patients.none", { query })} action={<Button variant="default" onClick={register}>{t("clinic.patients.registerThis")}</Button>}>
                {t("clinic.patients.none.text")}
              </EmptyState>
            </div>
          )
        )}
        {query !== "" && search.hasNextPage && (
          <Button variant="default" mt="md" loading={search.isFetchingNextPage} onClick={() => void search.fetchNextPage()}>
            {t("clinic.patients.more")}
          </Button>
        )}
      </div>
    </div>
  );
}
