import { Container, NativeSelect, Text } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { api, got } from "../api/client";
import { useSession } from "../app/session";
import { formatMoment } from "../../shared/format";
import { EmptyState } from "../ui/EmptyState";
import { FilterChips } from "../ui/FilterChips";
import { Loaded } from "../ui/Loaded";
import { PageTitle } from "../ui/PageTitle";
import { useTell } from "../ui/tell";
import { useWords } from "../words/words";
import { keyOf, kinds, matching, whose, type Kind, type Whose } from "./filters";
import classes from "./inbox.module.css";
import { InboxRow } from "./InboxRow";
import { staffQuery } from "../settings/queries";
import { inboxCountsQuery, inboxQuery, type Inbox, type InboxItem } from "./queries";

/** What waits for somebody of the practice: messages, what patients added, notices. */
export function InboxPage() {
  const { t } = useWords();
  const query = useQuery(inboxQuery);
  useNews(query.data, () => void query.refetch());
  return (
    <Container size="lg" px={0} mx={0}>
      <PageTitle>{t("clinic.nav.inbox")}</PageTitle>
      <Loaded query={query}>{(inbox) => <WhatWaits inbox={inbox} />}</Loaded>
    </Container>
  );
}

/** Reads the list again when the counts say that something changed. */
function useNews(inbox: Inbox | undefined, read: () => void) {
  const { data: counts } = useQuery(inboxCountsQuery);
  const [there, now] = [JSON.stringify(inbox?.counts), JSON.stringify(counts)];
  const readNow = useRef(read);
  readNow.current = read;
  useEffect(() => {
    if (there && now && there !== now) readNow.current();
  }, [there, now]);
}

function WhatWaits({ inbox }: { inbox: Inbox }) {
  const { t, language } = useWords();
  const { staffId } = useSession();
  const { data: staff = [] } = useQuery(staffQuery);
  const [wanted, setWanted] = useState<{ whose: Whose; kind: Kind }>({ whose: "all", kind: "all" });
  const list = useRef<HTMLUListElement>(null);
  const nextPlace = useRef<number>(undefined);
  const tell = useTell();
  const queries = useQueryClient();

  const items = matching(inbox.items, wanted, staffId, staff);
  const counts: Record<Whose, number> = { all: inbox.counts.mine + inbox.counts.team + inbox.counts.others, mine: inbox.counts.mine, team: inbox.counts.team, others: inbox.counts.others, overdue: inbox.counts.overdue };

  const links = () => [...(list.current?.querySelectorAll<HTMLElement>("[data-item]") ?? [])];
  // What came after the one that was read is under the hand then.
  useEffect(() => {
    const place = nextPlace.current;
    if (place === undefined) return;
    nextPlace.current = undefined;
    const all = list.current?.querySelectorAll<HTMLElement>("[data-item]");
    (all?.[Math.min(place, all.length - 1)] ?? document.querySelector("h1"))?.focus();
  }, [inbox]);
  const move = (by: 1 | -1) => {
    const all = links();
    const at = all.findIndex((link) => link.closest("li")?.contains(document.activeElement));
    all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)]?.focus();
  };

  const read = useMutation({
    mutationFn: ({ patientId, itemId = "" }: InboxItem) => got(api.POST("/api/patients/{patientId}/records/{recordId}/reading", { params: { path: { patientId, recordId: itemId } } })),
    onSuccess: async ({ byName, at }, { patientId, itemId = "", ...item }) => {
      const place = items.findIndex((one) => keyOf(one) === keyOf({ ...item, patientId, itemId }));
      tell.done(t("clinic.inbox.readBy", { name: byName, time: formatMoment(language, at) }));
      void queries.invalidateQueries({ queryKey: ["record", patientId, itemId] });
      void queries.invalidateQueries({ queryKey: ["records", patientId] });
      nextPlace.current = place;
      await queries.invalidateQueries({ queryKey: ["inbox"] });
    },
    onError: tell.failed,
  });
  const markRead = (item: InboxItem) => !read.isPending && read.mutate(item);

  useHotkeys([
    ["j", () => move(1)],
    ["k", () => move(-1)],
    [
      "e",
      () => {
        const at = links().findIndex((link) => link.closest("li")?.contains(document.activeElement));
        const item = items[at];
        if (item?.kind === "triage") markRead(item);
      },
    ],
  ]);

  if (inbox.items.length === 0) {
    return <EmptyState title={t("clinic.inbox.empty.title")}>{t("clinic.inbox.empty.text")}</EmptyState>;
  }
  return (
    <>
      <div className={classes.filters}>
        <FilterChips label={t("clinic.inbox.whose")} value={wanted.whose} choices={whose.map((one) => ({ value: one, label: t(`clinic.inbox.whose.${one}`, { n: counts[one] }) }))} choose={(one) => setWanted({ ...wanted, whose: one })} />
        <NativeSelect aria-label={t("clinic.inbox.kind")} size="xs" value={wanted.kind} onChange={(event) => setWanted({ ...wanted, kind: event.currentTarget.value as Kind })} data={kinds.map((value) => ({ value, label: t(`clinic.inbox.kind.${value}`) }))} />
      </div>
      {items.length === 0 ? (
        <Text c="dimmed">{t("clinic.inbox.noneOfThese")}</Text>
      ) : (
        <ul className={classes.list} ref={list}>
          {items.map((item) => (
            <InboxRow key={keyOf(item)} item={item} busy={read.isPending && keyOf(read.variables) === keyOf(item)} markRead={() => markRead(item)} />
          ))}
        </ul>
      )}
      {inbox.nextCursor && <Text mt="sm">{t("clinic.inbox.more")}</Text>}
      <Text mt="sm" size="sm" c="dimmed" className="for-keys">
        {t("clinic.inbox.keys")}
      </Text>
    </>
  );
}
