import type { AsyncRouteComponent } from "@tanstack/react-router";
import { ChartWords } from "../words/words";
import { ApiProblem } from "../api/problem";
import { Failed } from "../ui/Loaded";
import { Waiting } from "./Pending";

/** A page that speaks of records: its texts come with it. */
export function ofTheChart(Page: AsyncRouteComponent<object>): AsyncRouteComponent<object> {
  const WithWords = () => (
    <ChartWords meanwhile={<Waiting />} lost={<Failed problem={new ApiProblem("offline", 0)} again={() => location.reload()} />}>
      <Page />
    </ChartWords>
  );
  return Object.assign(WithWords, Page.preload && { preload: Page.preload });
}
