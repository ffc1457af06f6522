import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { firstLanguage, keepLanguage } from "../../shared/language";
import { loadTexts } from "../../shared/load-texts";
import { newWords, type Language, type TextKey, type Words } from "../../shared/words";

interface Spoken extends Words {
  /** Whether there is such a text: for codes that come from the server. */
  has(key: string): key is TextKey;
  speak(language: Language): void;
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
  const speak = useCallback((language: Language) => {
    Promise.all(parts.current.map((part) => loadTexts(language, part))).then(
      (texts) => {
        document.documentElement.lang = language;
        setLoaded({ language, texts: Object.assign({}, ...texts) as Readonly<Record<string, string>> });
      },
      () => setLost(true),
    );
  }, []);
  useEffect(() => speak(firstLanguage()), [speak]);
  const words = useMemo<Spoken | undefined>(
    () =>
      loaded && {
        ...newWords(loaded.language, loaded.texts),
        has: (key): key is TextKey => key in loaded.texts,
        speak: (language) => {
          keepLanguage(language);
          speak(language);
        },
        learn: (part) => {
          if (parts.current.includes(part)) return;
          parts.current = [...parts.current, part];
          speak(loaded.language);
        },
      },
    [loaded, speak],
  );
  if (!words || lost) return lost ? failed : null;
  return <Context value={words}>{children}</Context>;
}

/** Draws `children`, which speak of records, once the texts for that are there as well. */
export function ChartWords({ children, meanwhile }: { children: ReactNode; meanwhile: ReactNode }) {
  const { has, learn } = useWords();
  useEffect(() => learn("clinic-chart"), [learn]);
  return has("clinic.chart.title") ? children : meanwhile;
}
