import { Button, Text, Title } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { formatDate, formatTime } from "../../shared/format";
import { Failed } from "../ui/Loaded";
import { useWords } from "../words/words";
import { shareHistoryQuery } from "./queries";
import { choiceOf, differences, type ShareSettings } from "./settings";
import classes from "./sharing.module.css";
import { sideOf, subjectOf } from "./words";

/** Who changed what when. */
export function SettingsHistory() {
  const { t, language } = useWords();
  const query = useInfiniteQuery(shareHistoryQuery);
  return (
    <section aria-labelledby="history">
      <Title order={2} size="h4" mt="xl" mb="xs" id="history">
        {t("clinic.sharing.history")}
      </Title>
      {query.isError && <Failed problem={query.error} again={() => void query.refetch()} />}
      <ol className={classes.history}>
        {query.data?.pages.flatMap(({ items }) => items).map(({ before, after, changedByName }) => (
          <li key={after.version}>
            <Text size="sm" c="dimmed">
              {formatDate(language, after.changedAt)}, {formatTime(language, after.changedAt)}
            </Text>
            <Text>{before ? t("clinic.sharing.history.by", { name: changedByName ?? t("clinic.sharing.history.somebody") }) : t("clinic.sharing.history.first")}</Text>
            {before && <Changes before={before} after={after} />}
          </li>
        ))}
      </ol>
      {query.hasNextPage && (
        <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t("clinic.sharing.history.older")}
        </Button>
      )}
    </section>
  );
}

function Changes({ before, after }: { before: ShareSettings; after: ShareSettings }) {
  const words = useWords();
  return (
    <ul>
      {differences(choiceOf(before), choiceOf(after)).map((difference) => (
        <li key={difference.what === "type" ? difference.type : difference.what}>
          {words.t("clinic.sharing.history.change", { what: subjectOf(words, difference), before: sideOf(words, difference, "before"), after: sideOf(words, difference, "after") })}
        </li>
      ))}
    </ul>
  );
}
