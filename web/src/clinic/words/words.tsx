import { notifications } from "@mantine/notifications";
import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { firstLanguage, keepLanguage } from "../../shared/language";
import { loadTexts } from "../../shared/load-texts";
import { newWords, type Language, type TextKey, type Words } from "../../shared/words";

interface Spoken extends Words {
  /** Whether there is such a text: for codes that come from the server. */
  has(key: string): key is TextKey;
  speak(language: Language): void;
  /** Whether texts that a page needs could not be had. */
  readonly missing: boolean;
  /** Loads what the pages of a chart say, too. */
  learn(part: Part): void;
}

const Context = createContext<Spoken | undefined>(undefined);

/** The texts of the clinic's pages, in the language that this browser's user chose. */
export function useWords(): Spoken {
  const words = useContext(Context);
  if (!words) throw new Error("no WordsProvider around this");
  return words;
}

type Part = "clinic" | "clinic-chart";

/** Draws `children` once the texts are there; `failed` if they cannot be had. */
export function WordsProvider({ children, failed }: { children: ReactNode; failed: ReactNode }) {
  const [loaded, setLoaded] = useState<{ language: Language; texts: Readonly<Record<string, string>> }>();
  const [lost, setLost] = useState(false);
  const parts = useRef<readonly Part[]>(["clinic"]);
  const [missing, setMissing] = useState(false);
  const load = useCallback(async (language: Language) => {
    const texts = await Promise.all(parts.current.map((part) => loadTexts(language, part)));
    document.documentElement.lang = language;
    setLoaded({ language, texts: Object.assign({}, ...texts) as Readonly<Record<string, string>> });
  }, []);
  useEffect(() => void load(firstLanguage()).catch(() => setLost(true)), [load]);
  const words = useMemo<Spoken | undefined>(
    () =>
      loaded && {
        ...newWords(loaded.language, loaded.texts),
        has: (key): key is TextKey => key in loaded.texts,
        missing,
        // What is open stays open in the language that there is.
        speak: (language) =>
          void load(language).then(
            () => keepLanguage(language),
            () => notifications.show({ message: loaded.texts["clinic.problem.offline"], color: "red", role: "alert", closeButtonProps: { "aria-label": loaded.texts["clinic.close"] ?? "" } }),
          ),
        learn: (part) => {
          if (parts.current.includes(part)) return;
          parts.current = [...parts.current, part];
          load(loaded.language).catch(() => {
            parts.current = parts.current.filter((other) => other !== part);
            setMissing(true);
          });
        },
      },
    [loaded, load, missing],
  );
  if (!words || lost) return lost ? failed : null;
  return <Context value={words}>{children}</Context>;
}

/** Draws `children`, which speak of records, once the texts for that are there as well. */
export function ChartWords({ children, meanwhile, lost }: { children: ReactNode; meanwhile: ReactNode; lost: ReactNode }) {
  const { has, learn, missing } = useWords();
  const there = has("clinic.chart.title");
  useEffect(() => {
    if (!there && !missing) learn("clinic-chart");
  }, [there, missing, learn]);
  return there ? children : missing ? lost : meanwhile;
}
