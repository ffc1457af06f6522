import { Combobox, Loader, Modal, TextInput, useCombobox } from "@mantine/core";
import { useDebouncedValue, useHotkeys } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { PatientFacts } from "../patients/PatientFacts";
import { fewQuery } from "../patients/queries";
import { useFocusBack } from "../ui/use-focus-back";
import { useProblemText } from "../ui/use-problem-text";
import { useWords } from "../words/words";
import { may, useSession } from "./session";
import { useCommands, useOfferedCommands, type Command } from "./commands";
import { commandsFor, grouped } from "./palette-filter";
import classes from "./Palette.module.css";

let opened = false;
let before: Element | null = null;
const watchers = new Set<() => void>();

function setOpened(next: boolean): void {
  opened = next;
  watchers.forEach((watch) => watch());
}

export function openPalette(): void {
  before = document.activeElement;
  setOpened(true);
}

const closePalette = () => setOpened(false);

/** What the palette offers is done on the page, and a dialog waits for its own answer first. */
const dialogOpen = () => document.querySelector('[role="dialog"][aria-modal="true"]') !== null;

/** What Ctrl K opens: every patient, and everything that can be done from here, by name. */
export function Palette() {
  const { t } = useWords();
  const navigate = useNavigate();
  const { role } = useSession();
  const shown = useSyncExternalStore(
    (watch) => {
      watchers.add(watch);
      return () => watchers.delete(watch);
    },
    () => opened,
  );
  const pages = useMemo<readonly Command[]>(
    () => [
      { id: "patients", distance: 2, label: t("clinic.nav.patients"), run: () => void navigate({ to: "/patients" }) },
      { id: "new-patient", distance: 2, label: t("clinic.patients.new"), run: () => void navigate({ to: "/patients/new" }) },
      ...(may.treat(role)
        ? [
            { id: "inbox", distance: 2, label: t("clinic.nav.inbox"), run: () => void navigate({ to: "/inbox" }) },
            { id: "worklist", distance: 2, label: t("clinic.nav.worklist"), run: () => void navigate({ to: "/worklist" }) },
            { id: "audit", distance: 2, label: t("clinic.nav.audit"), run: () => void navigate({ to: "/audit" }) },
          ]
        : []),
    ],
    [t, navigate, role],
  );
  useCommands(pages);
  useHotkeys([["mod+K", () => !dialogOpen() && openPalette()]], []); // from within a field too
  useEffect(() => closePalette, []);
  return (
    // At once, without a transition: what is typed right after Ctrl K belongs into the field.
    <Modal.Root opened={shown} onClose={closePalette} size="lg" yOffset="10vh" transitionProps={{ duration: 0 }}>
      <Modal.Overlay />
      <Modal.Content aria-label={t("clinic.palette.open")}>
        <Modal.Body p={0}>
          <Find />
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

const typingMilliseconds = 200;
const shortest = 2;

/**
 * The field and its list. What comes from the server stands below what is known at once, so that
 * nothing moves under the hand of somebody who is about to press Enter.
 */
function Find() {
  const { t } = useWords();
  const navigate = useNavigate();
  const problem = useProblemText();
  useFocusBack(before);
  const [typed, setTyped] = useState("");
  const offered = useOfferedCommands();
  const commands = commandsFor(typed, offered);
  const name = typed.trim();
  const [settled] = useDebouncedValue(name, typingMilliseconds);
  const found = useQuery(fewQuery(settled.length >= shortest && settled === name ? settled : ""));
  const patients = name.length >= shortest ? (found.data ?? []) : [];
  const searching = name.length >= shortest && (settled !== name || found.isFetching);

  const combobox = useCombobox({ opened: true, onDropdownClose: closePalette }); // Escape is the list's, and the palette is no more than its list
  const { selectFirstOption, getSelectedOptionIndex } = combobox;
  useEffect(() => void selectFirstOption(), [typed]);
  useEffect(() => {
    if (getSelectedOptionIndex() < 0) selectFirstOption();
  }, [found.data]);

  const choose = (chosen: string) => {
    closePalette();
    const command = offered.find(({ id }) => `command-${id}` === chosen);
    if (command) command.run();
    else void navigate({ to: "/patients/$patientId/chart", params: { patientId: chosen.slice("patient-".length) } });
  };
  const nothing = commands.length === 0 && patients.length === 0;
  return (
    <Combobox store={combobox} onOptionSubmit={choose} withinPortal={false}>
      <Combobox.EventsTarget withExpandedAttribute>
        <TextInput
          className={classes.input}
          variant="unstyled"
          size="md"
          leftSection={<Search size={18} aria-hidden />}
          rightSection={searching ? <Loader size={16} aria-hidden /> : undefined}
          placeholder={t("clinic.palette.search")}
          role="combobox"
          aria-autocomplete="list"
          aria-label={t("clinic.palette.search")}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          maxLength={120}
          autoFocus
          data-autofocus
        />
      </Combobox.EventsTarget>
      <div className={classes.list}>
        <Combobox.Options aria-label={t("clinic.palette.open")}>
          {[...grouped(commands)].map(([group, those]) => {
            const options = those.map(({ id, label }) => (
              <Combobox.Option key={id} value={`command-${id}`} className={classes.option}>
                {label}
              </Combobox.Option>
            ));
            return group === "" ? options : (
              <Combobox.Group key={group} label={group}>
                {options}
              </Combobox.Group>
            );
          })}
          {patients.length > 0 && (
            <Combobox.Group label={t("clinic.nav.patients")}>
              {patients.map((patient) => (
                <Combobox.Option key={patient.id} value={`patient-${patient.id}`} className={classes.option}>
                  {patient.name}
                  <span className={classes.about}>
                    <PatientFacts patient={patient} withPhone />
                  </span>
                </Combobox.Option>
              ))}
            </Combobox.Group>
          )}
        </Combobox.Options>
        <div role="status">
          {nothing && !searching && <Combobox.Empty>{found.error ? problem(found.error) : t("clinic.palette.nothing")}</Combobox.Empty>}
        </div>
      </div>
    </Combobox>
  );
}
