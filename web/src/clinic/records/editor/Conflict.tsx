import { Alert, Button, Title } from "@mantine/core";
import { Component, lazy, Suspense, useEffect, useMemo, useRef, type ComponentType, type ReactNode } from "react";
import type { RecordType } from "../../../records/content";
import { staffViews } from "../../../records/staff-views";
import type { Words } from "../../../shared/words";
import { formatMoment } from "../../../shared/format";
import { useWords } from "../../words/words";
import classes from "./Editor.module.css";
import { Beside } from "./Beside";
import { isGone } from "./keeper";
import { writingOf, type StoredRecord, type Writing } from "./writing";

/** What somebody else has stored beside what was typed here, and which of the two counts. */
export function Conflict({ patientId, mine, theirs, type, settle }: { patientId: string; mine: Writing; theirs: StoredRecord; type: RecordType; settle: (choice: "mine" | "theirs") => void }) {
  const words = useWords();
  const { t, language } = words;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const View = useMemo(() => lazy(async () => ({ default: (await staffViews[type]()).StaffView as ComponentType<{ content: object; words: Words }> })), [type]);
  const kind = theirs.status === "draft" ? "draft" : theirs.status === "entered-in-error" ? "ended" : isGone(theirs) ? "books" : "final";
  const written = writingOf(theirs);
  const box = theirs.status === "draft" ? theirs.shareBox : undefined;
  const shown = (content: object) => (
    <Unshown key={JSON.stringify(content)} instead={<p>{t("clinic.editor.conflict.unshown")}</p>}>
      <Suspense fallback={t("clinic.loading")}>
        <View content={content} words={words} />
      </Suspense>
    </Unshown>
  );
  return (
    <section>
      <Title order={2} size="h4" mb="xs" tabIndex={-1} ref={heading} className={classes.heading ?? ""}>
        {t("clinic.editor.conflict.title")}
      </Title>
      <Alert color="yellow" mb="md">
        {t(`clinic.editor.conflict.${kind}`)}
      </Alert>
      <div className={classes.versions}>
        <section className={classes.version} aria-labelledby="version-mine">
          <Title order={3} size="h5" id="version-mine">
            {t("clinic.editor.conflict.mine")}
          </Title>
          {shown(mine.content)}
          <Beside patientId={patientId} shown={mine} other={written} box={box} />
          <Button onClick={() => settle("mine")}>{t(`clinic.editor.conflict.keep.${kind === "books" ? "ended" : kind}`)}</Button>
        </section>
        <section className={classes.version} aria-labelledby="version-theirs">
          <Title order={3} size="h5" id="version-theirs">
            {t("clinic.editor.conflict.theirs", { name: theirs.authorName ?? "", when: formatMoment(language, theirs.recordedAt) })}
          </Title>
          {shown(theirs.content)}
          <Beside patientId={patientId} shown={written} other={mine} box={box} />
          {kind !== "ended" && (
            <Button variant="default" onClick={() => settle("theirs")}>
              {t("clinic.editor.conflict.take")}
            </Button>
          )}
        </section>
      </div>
    </section>
  );
}

/** The views are made for whole contents; what is half typed may be more than they can draw. */
class Unshown extends Component<{ children: ReactNode; instead: ReactNode }, { broken: boolean }> {
  override state = { broken: false };
  static getDerivedStateFromError = () => ({ broken: true });
  override render() {
    return this.state.broken ? this.props.instead : this.props.children;
  }
}
