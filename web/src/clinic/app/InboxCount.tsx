import { Badge } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { inboxCountsQuery } from "../inbox/queries";
import { useWords } from "../words/words";

/** How many things wait in the inbox; red if an answer is overdue. */
export function InboxCount() {
  const { count } = useWords();
  const { data } = useQuery(inboxCountsQuery);
  const waiting = data ? data.mine + data.team + data.others : 0;
  if (waiting === 0) return null;
  return (
    <Badge size="sm" color={data?.overdue ? "red" : "brand"} variant="filled" component="span">
      <span aria-hidden>{waiting}</span>
      <span className="visually-hidden">{count("clinic.inbox.waiting", waiting)}</span>
    </Badge>
  );
}
