import { follow } from "./chart";
import { Button, Title, TroubleText } from "./views";
import type { Common } from "./state";

/** In the place of a part that could not be fetched. */
export const FailedView = (common: Common) => (
  <section className="card">
    <Title>{common.words.t("chart.failed.title")}</Title>
    <TroubleText {...common} />
    <Button {...common} onClick={() => follow(common.page)}>
      {common.words.t("chart.failed.again")}
    </Button>
  </section>
);
