import { Alert, Badge, Button, Group, TextInput } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Trash2 } from "lucide-react";
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { newKey } from "../../api/client";
import type { Field } from "../../api/problem";
import { useCommands, type Command } from "../../app/commands";
import { PatientHeader } from "../../patients/PatientHeader";
import { PageTitle } from "../../ui/PageTitle";
import { fieldText, problemText } from "../../ui/problems";
import { useTell } from "../../ui/tell";
import { useWords } from "../../words/words";
import { Attachments } from "../attachments/Attachments";
import { UploadsContext } from "../attachments/busy";
import type { ContentForm, ContentFormProps, Patient } from "../form";
import { recordQuery } from "../queries";
import { begun, moved } from "./begun";
import { Conflict } from "./Conflict";
import classes from "./Editor.module.css";
import type { Keeper } from "./keeper";
import { LeaveGuard } from "./LeaveGuard";
import type { Unsaved } from "./PatientEmail";
import { FieldNotes, remarksOf, type Remark } from "./notes";
import { SaveState } from "./SaveState";
import { useBox } from "./ShareBox";
import { Side } from "./Side";
import { leadTo, unreadIn } from "./unread";
import { useDiscard } from "./use-discard";
import type { Writing } from "./writing";

/** A record being written: its form, how far saving has come, and what becomes of it. */
export function RecordEditor({ keeper, patient, form: { Form: AnyForm } }: { keeper: Keeper; patient: Patient; form: ContentForm }) {
  // The contract ties a content to its type, the compiler cannot.
  const Form = AnyForm as React.ComponentType<ContentFormProps<object>>;
  const words = useWords();
  const { t } = words;
  const tell = useTell();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const kept = useSyncExternalStore(keeper.watch, keeper.kept);
  const { writing, stored, saving, refusal, attempted, finishing, finished } = kept;
  const theirs = saving.status === "conflict" ? saving.theirs : undefined;
  const box = useBox(keeper.type, writing, stored);
  const uploads = useUploadCount();
  const body = useRef<HTMLDivElement>(null);
  const [unread, setUnread] = useState(false);
  const unsaved = useRef<Unsaved>(undefined);
  const setAside = useRef<() => void>(undefined);
  useEffect(() => () => setAside.current?.(), []);
  /** How often another version was taken over: what was half typed over the former one goes with it. */
  const [taken, setTaken] = useState(0);

  const remarks = useMemo(() => remarksOf(stored?.status === "draft" || !keeper.amends ? (stored?.warnings ?? []) : [], refusal, attempted, (field) => remarkText(words, field)), [stored, refusal, attempted, words, keeper]);
  const notes = useMemo(() => new FieldNotes(remarks), [remarks]);
  const left = useLeft(notes);
  const trouble = saving.status === "failed" && refusal && !remarks.some(({ stops }) => stops) ? problemText(words, saving.problem) : undefined;

  useEffect(() => {
    if (!stored) return;
    begun.delete(stored.id);
    moved.delete(stored.id);
    queries.setQueryData(recordQuery(patient.id, stored.id).queryKey, stored);
    void queries.invalidateQueries({ queryKey: ["records", patient.id], refetchType: "none" });
  }, [stored, queries, patient.id]);

  const save = useCallback(async () => {
    if (keeper.kept().saving.status === "conflict") return; // it is asked about first
    if (uploads.now() > 0) return tell.done(t("clinic.editor.files.wait"));
    const field = unreadIn(body.current);
    setUnread(field !== undefined);
    if (field) return leadTo(field);
    const here = document.activeElement as HTMLElement | null;
    const kept = (!unsaved.current || (await unsaved.current())) && (await keeper.finish(keeper.amends ? undefined : box));
    if (!kept) requestAnimationFrame(() => (firstWrong(body.current) ?? here)?.focus());
  }, [keeper, uploads.now, box, tell, t]);
  // Also where it was found out later that Save had been heard.
  useEffect(() => {
    if (!finished) return;
    void queries.invalidateQueries({ queryKey: ["records", patient.id] });
    void queries.invalidateQueries({ queryKey: ["allergies", patient.id] });
    tell.done(t(finished.status === "amended" ? "clinic.editor.corrected" : "clinic.editor.saved"));
    void navigate({ to: "/patients/$patientId/records/$recordId", params: { patientId: patient.id, recordId: finished.id }, replace: true });
  }, [finished]);
  const discard = useDiscard(keeper, patient.id);
  const saveNow = useCallback(() => void save(), [save]);
  useHotkeys([["mod+S", saveNow], ["mod+Enter", saveNow]], []);
  const commands = useMemo<readonly Command[]>(
    () => [{ id: "save-record", label: t("clinic.editor.saveCommand"), run: saveNow }, ...(keeper.amends ? [] : [{ id: "discard-draft", label: t("clinic.editor.discard"), run: () => void discard() }])],
    [t, saveNow, discard, keeper],
  );
  useCommands(commands);

  const settle = async (choice: "mine" | "theirs") => {
    const before = keeper.id;
    const typed = keeper.settle(choice, newKey);
    document.querySelector("h1")?.focus();
    if (choice === "theirs") {
      setTaken((n) => n + 1);
      setAside.current = tell.undoable(t("clinic.editor.conflict.tookTheirs"), async () => {
        keeper.edit(typed);
        setTaken((n) => n + 1);
      });
    }
    if (keeper.id === before) return;
    moved.set(keeper.id, keeper);
    await navigate({ to: "/patients/$patientId/records/$recordId/edit", params: { patientId: patient.id, recordId: keeper.id }, state: { begins: keeper.type }, replace: true });
  };

  const edit = (part: Partial<Writing>) => {
    setUnread(false);
    keeper.edit(part);
  };
  return (
    <UploadsContext value={uploads.tell}>
      <PatientHeader patient={patient} />
      <Group align="baseline" gap="sm">
        <PageTitle>{t(`clinic.editor.type.${keeper.type}`)}</PageTitle>
        {stored && <Badge variant="light" tt="none" color={keeper.amends ? "orange" : "gray"}>{t(keeper.amends ? "clinic.editor.amending" : "clinic.editor.draft")}</Badge>}
      </Group>
      <LeaveGuard keeper={keeper} uploading={uploads.count > 0} unread={() => unsaved.current !== undefined || unreadIn(body.current) !== undefined} />
      {theirs && <Conflict patientId={patient.id} mine={writing} theirs={theirs} type={keeper.type} settle={(choice) => void settle(choice)} />}
      {/* It stays meanwhile: files are on their way in it. */}
      <form ref={body as never} noValidate hidden={!!theirs} onSubmit={(event) => event.preventDefault()}>
        <div role="alert">
          {(left.length > 0 || trouble || unread) && (
            <Alert color={trouble || unread || left.some(({ stops }) => stops) ? "red" : "yellow"} mb="md" tabIndex={-1} data-left>
              {unread ? t("clinic.editor.unread") : trouble}
              {left.map(({ path, text }) => <div key={path + text}>{text}</div>)}
            </Alert>
          )}
        </div>
        <div className={classes.layout} inert={finishing}>
          <div className={classes.form}>
            {keeper.amends && (
              <TextInput mb="lg" required label={t("clinic.editor.reason")} value={writing.reason ?? ""} onChange={({ currentTarget }) => edit({ reason: currentTarget.value })} description={t("clinic.editor.reasonHint")} {...notes.beside().at("reason")} />
            )}
            <Form key={taken} content={writing.content} change={(content) => edit({ content })} saved={stored?.content} notes={notes} patient={patient} attachments={writing.attachments} attach={(attachments) => edit({ attachments })} />
            {keeper.type !== "file" && (
              <div className={classes.files}>
                <Attachments patientId={patient.id} ids={writing.attachments} onChange={(attachments) => edit({ attachments })} />
              </div>
            )}
          </div>
          <Side type={keeper.type} amends={keeper.amends} writing={writing} edit={edit} patient={patient} notes={notes.beside()} ticked={box ?? false} unsaved={unsaved} />
        </div>
        <div className={classes.foot}>
          <Button loading={finishing} onClick={saveNow} title="Ctrl S">
            {t(keeper.amends ? "clinic.editor.saveCorrection" : "clinic.save")}
          </Button>
          {!keeper.amends && saving.status !== "untouched" && (
            <Button variant="subtle" color="gray" leftSection={<Trash2 size={16} aria-hidden />} onClick={() => void discard()}>
              {t("clinic.editor.discard")}
            </Button>
          )}
          <SaveState saving={saving} amends={keeper.amends} kept={!!stored && !keeper.dirty} again={() => void keeper.flush()} />
        </div>
        <div role="status" className="visually-hidden">
          {remarks.map(({ text }) => text).join(" ")}
        </div>
      </form>
    </UploadsContext>
  );
}

/** What a remark means; of the record as a whole, that something is missing means that nothing is there. */
function remarkText(words: ReturnType<typeof useWords>, field: Field): string {
  if (field.code === "required" && field.pointer === "/content") return words.t("clinic.editor.empty");
  if (field.code === "required" && field.pointer === "/attachments") return words.t("clinic.editor.files.required");
  return fieldText(words, field);
}

/** The first field that something is wrong with, or what is said above the form. */
const firstWrong = (body: HTMLElement | null) => body?.querySelector<HTMLElement>(':is(input, select, textarea)[aria-invalid="true"], [data-left]');

/** What no field of the form has said. */
function useLeft(notes: FieldNotes): readonly Remark[] {
  const [left, setLeft] = useState<readonly Remark[]>([]);
  useEffect(() => {
    const now = notes.left();
    setLeft((before) => (before.length === now.length && before.every((remark, i) => remark === now[i]) ? before : now));
  });
  return left;
}

/** How many files are on their way, in all parts of the page. */
function useUploadCount() {
  const counts = useRef<Record<string, number>>({});
  const now = useCallback(() => Object.values(counts.current).reduce((sum, n) => sum + n, 0), []);
  const [count, setCount] = useState(0);
  const tell = useCallback(
    (part: string, count: number) => {
      counts.current[part] = count;
      setCount(now());
    },
    [now],
  );
  return { count, now, tell };
}
