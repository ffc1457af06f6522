import { Title } from "@mantine/core";
import type { GrowthChart } from "../../../records/content";
import { Plot, type Line } from "../../../records/growth-chart/Plot";
import { useWords } from "../../words/words";
import classes from "./Curves.module.css";

const lines: readonly Line[] = [[-3, "−3"], [-2, "−2"], [-1, "−1"], [0, "0"], [1, "+1"], [2, "+2"], [3, "+3"]];

/** The measurements among WHO's lines, as they were last saved. */
export function Curves({ content }: { content: GrowthChart }) {
  const words = useWords();
  const { t } = words;
  return (
    <section className={classes.curves}>
      {content.curves?.map((curve) => {
        const title = t(`staff.growth-chart.${curve.index}`);
        return (
          <figure key={curve.index} className={classes.curve}>
            <Title order={3} size="h6">
              {title}
            </Title>
            <Plot curve={curve} content={content} lines={lines} title={t("growth.plot", { what: title })} words={words} />
          </figure>
        );
      })}
    </section>
  );
}
