import { Anchor, Button, Container, Text } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useEffect, useMemo, useRef } from "react";
import { api, got } from "../api/client";
import { useCommands, type Command } from "../app/commands";
import { useSession } from "../app/session";
import { formatDate } from "../../shared/format";
import { Loaded } from "../ui/Loaded";
import { PageTitle } from "../ui/PageTitle";
import { useTell } from "../ui/tell";
import { useWords } from "../words/words";
import { useDownload, useThreadActs } from "./acts";
import { Composer } from "./Composer";
import { draftId, draftOf, dropDraft, readyFiles } from "./drafts";
import { MessageBubble } from "./MessageBubble";
import { useGuardDrafts, useNews } from "./news";
import { Promised } from "./Promised";
import { patientQuery } from "../patients/queries";
import { threadQuery, type Thread, type ThreadMessage } from "./queries";
import classes from "./thread.module.css";
import { ThreadTools } from "./ThreadTools";

/** While the patient has not read the last message we look once a minute whether they have. */
const readMarkMilliseconds = 60_000;

/** A conversation with a patient. */
export function ThreadPage() {
  const { t } = useWords();
  const { patientId, threadId } = useParams({ from: "/inside/patients/$patientId/messages/$threadId" });
  const queries = useQueryClient();
  const { data: patient } = useQuery(patientQuery(patientId));
  const query = useInfiniteQuery({
    ...threadQuery(patientId, threadId),
    refetchInterval: ({ state }) => {
      const last = state.data?.pages[0]?.messages.at(-1);
      return last?.by.party === "practice" && !last.readAt ? readMarkMilliseconds : false;
    },
  });
  useNews(() => void query.refetch());
  useGuardDrafts();

  // Who reads a conversation takes it off the counts.
  const read = query.dataUpdatedAt;
  useEffect(() => {
    if (read > 0) void queries.invalidateQueries({ queryKey: ["inbox"] });
    if (read > 0) void queries.invalidateQueries({ queryKey: ["threads", patientId] });
  }, [queries, read, patientId]);

  const name = patient?.name ?? t("clinic.thread.patient");
  return (
    <Container size="md" px={0} mx={0}>
      <nav className={classes.crumbs} aria-label={t("clinic.thread.where")}>
        <Anchor component={Link} to={`/patients/${patientId}`}>
          <bdi>{name}</bdi>
        </Anchor>
        <span aria-hidden>›</span>
        <Anchor component={Link} to={`/patients/${patientId}/messages`}>
          {t("clinic.thread.messages")}
        </Anchor>
      </nav>
      <Loaded query={query}>
        {({ pages }) => {
          const thread = pages[0]?.thread;
          if (!thread) return null;
          return (
            <>
              <PageTitle named={t("clinic.thread.messages")}>
                <bdi>{thread.subject}</bdi>
              </PageTitle>
              <Conversation key={thread.id} thread={thread} messages={[...pages].reverse().flatMap(({ messages }) => messages)} patientId={patientId} patientName={name} older={query.hasNextPage ? () => void query.fetchNextPage() : undefined} loading={query.isFetchingNextPage} />
            </>
          );
        }}
      </Loaded>
    </Container>
  );
}

interface Props {
  thread: Thread;
  messages: readonly ThreadMessage[];
  patientId: string;
  patientName: string;
  older: (() => void) | undefined;
  loading: boolean;
}

function Conversation({ thread, messages, patientId, patientName, older, loading }: Props) {
  const { t, language } = useWords();
  const { staffId } = useSession();
  const tell = useTell();
  const queries = useQueryClient();
  const acts = useThreadActs({ patientId, threadId: thread.id });
  const download = useDownload(patientId);
  const id = draftId(staffId, patientId, thread.id);
  const page = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLOListElement>(null);
  const newest = messages.at(-1)?.id;
  // Not returned: newer browsers give a promise for it, which an effect may not.
  useEffect(() => void list.current?.lastElementChild?.scrollIntoView({ block: "nearest" }), [newest]);

  const reply = useMutation({
    mutationFn: () => {
      const draft = draftOf(id);
      const files = readyFiles(draft) ?? [];
      return got(
        api.POST("/api/patients/{patientId}/threads/{threadId}/messages", {
          params: { path: { patientId, threadId: thread.id }, header: { "Idempotency-Key": draft.key } },
          body: { text: draft.text.trim(), ...(files.length > 0 && { attachments: [...files] }) },
        }),
      );
    },
    onSuccess: (sent) => {
      dropDraft(id);
      queries.setQueryData(threadQuery(patientId, thread.id).queryKey, (before) => {
        const [first, ...rest] = before?.pages ?? [];
        return before && first && { ...before, pages: [{ ...first, thread: sent.thread, messages: [...first.messages, ...sent.messages] }, ...rest] };
      });
      // Something may have come while this was written.
      const between = (sent.messages[0]?.number ?? 0) - (messages.at(-1)?.number ?? 0) > 1;
      if (between) void queries.invalidateQueries({ queryKey: threadQuery(patientId, thread.id).queryKey });
    },
  });

  const close = useMutation({ mutationFn: acts.close, onSuccess: () => tell.undoable(t("clinic.thread.closed"), acts.reopen), onError: tell.failed });
  const reopen = useMutation({ mutationFn: acts.reopen, onSuccess: () => tell.undoable(t("clinic.thread.reopened"), acts.close), onError: tell.failed });

  const closed = thread.closedAt !== undefined;
  const { mutate: closeNow } = close;
  const { mutate: reopenNow } = reopen;
  const commands = useMemo<readonly Command[]>(
    () => [
      { id: "reply", label: t("clinic.thread.reply"), run: () => page.current?.querySelector("textarea")?.focus() },
      closed ? { id: "reopen", label: t("clinic.thread.reopen"), run: () => reopenNow() } : { id: "close", label: t("clinic.thread.close"), run: () => closeNow() },
    ],
    [t, closed, closeNow, reopenNow],
  );
  useCommands(commands);

  return (
    <div ref={page}>
      <ThreadTools thread={thread} assign={acts.assign} busy={close.isPending || reopen.isPending} close={() => !close.isPending && closeNow()} reopen={() => !reopen.isPending && reopenNow()} />
      {older && (
        <Button variant="default" size="xs" mb="md" loading={loading} onClick={older}>
          {t("clinic.thread.older")}
        </Button>
      )}
      <div role="log" aria-label={t("clinic.thread.messages")}>
        <ol className={classes.messages} ref={list}>
          {messages.map((message) => (
            <MessageBubble key={message.id} message={message} patientName={patientName} download={download} />
          ))}
        </ol>
      </div>
      {thread.closedAt && <Text mb="md">{thread.closedBy?.party === "patient" ? t("clinic.thread.closedByPatient", { date: formatDate(language, thread.closedAt) }) : t("clinic.thread.closedBy", { name: thread.closedBy?.name ?? t("clinic.thread.practice"), date: formatDate(language, thread.closedAt) })}</Text>}
      {thread.takesMessages ? (
        <Composer id={id} patientId={patientId} label={t("clinic.thread.reply")} send={t("clinic.thread.send")} sending={reply.isPending} problem={reply.error} onSend={() => reply.mutate()} />
      ) : (
        <Text>{t("clinic.thread.takesNone")}</Text>
      )}
      <Promised />
    </div>
  );
}
