import { useQuery } from "@tanstack/react-query";
import { staffViews } from "../../records/staff-views";
import { Loaded } from "../ui/Loaded";
import { useWords } from "../words/words";
import type { ChartRecord } from "./queries";
import "./records.css";

/** What a record says, as the staff reads it. Its view is loaded when the first of its type is opened. */
export function StaffContent({ record: { type, content } }: { record: Pick<ChartRecord, "type" | "content"> }) {
  const words = useWords();
  const view = useQuery({ queryKey: ["staff-view", type], queryFn: async () => ({ View: (await staffViews[type]()).StaffView }), staleTime: Infinity, structuralSharing: false });
  return (
    <Loaded query={view}>
      {({ View }) => (
        <div className="rec-view">
          <View content={content as never} words={words} />
        </div>
      )}
    </Loaded>
  );
}
