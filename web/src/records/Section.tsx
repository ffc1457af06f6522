/** What is said in one line: the thing itself, then what is to be added in smaller type. */
export type Line = readonly (string | false | undefined)[];

/** The lines of a list of findings. */
export function lines(list: readonly { text: string }[] | undefined): Line[] | undefined {
  return list?.map(({ text }) => [text]);
}

/** Texts that belong together, each on a line of its own. */
export function inLines(...texts: (string | undefined)[]): string {
  return texts.filter(Boolean).join("\n");
}

/** What is to be added, one after the other. A line may begin with a dot and never ends with one. */
export const dotted = (parts: Line): string => parts.filter(Boolean).join(" ·\u00a0");

/** A headed part of a record: one line as a paragraph, more as a list. */
export function Section({ title, lines }: { title: string; lines: readonly Line[] }) {
  const said = lines.map(([first, ...rest], i) => {
    const more = dotted(rest);
    const text = (
      <>
        {first}
        {more && <small>{" ·\u00a0" + more}</small>}
      </>
    );
    return lines.length > 1 ? <li key={i}>{text}</li> : <p key={i}>{text}</p>;
  });
  return (
    <section className="part">
      <h3>{title}</h3>
      {lines.length > 1 ? <ul>{said}</ul> : said}
    </section>
  );
}
