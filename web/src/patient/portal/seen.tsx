import { Title } from "./views";
import type { PartModule } from "./state";

export const open: PartModule["open"] = async () => ({ words }) => (
  <section className="card">
    <Title>{words.t("chart.menu.seen")}</Title>
  </section>
);
