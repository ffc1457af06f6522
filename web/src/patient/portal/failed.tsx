import { follow } from "./chart";
import { Button, Title, TroubleText } from "./views";
import type { Common } from "./state";

/** In the place of what could not be fetched. */
export const Failed = (common: Common) => (
  <section className="card">
    <Title>{common.words.t("chart.failed.title")}</Title>
    <TroubleText {...common} />
    <Button {...common} onClick={() => follow(common.page)}>
      {common.words.t("chart.failed.again")}
    </Button>
  </section>
);
