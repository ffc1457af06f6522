import type { ComponentChildren } from "preact";
import type { Chart, Common } from "./state";
import { Title } from "./views";

/** The head of a part: its heading, and whose chart it is of. */
export function Lead({ person, words, back, title, children }: { person: Chart["person"]; words: Common["words"]; back?: { to: string; text: string }; title: ComponentChildren; children?: ComponentChildren }) {
  return (
    <div className="lead">
      {back && (
        <a className="backward" href={back.to}>
          {back.text}
        </a>
      )}
      <Title>{title}</Title>
      <p>{words.t("chart.whose", { person: person.person, practice: person.practiceName })}</p>
      {children}
    </div>
  );
}
