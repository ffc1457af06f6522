import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from "react";
import { firstLanguage, keepLanguage } from "../../shared/language";
import { loadTexts } from "../../shared/load-texts";
import { newWords, type Language, type TextKey, type Words } from "../../shared/words";

interface Spoken extends Words {
  /** Whether there is such a text: for codes that come from the server. */
  has(key: string): key is TextKey;
  speak(language: Language): void;
}

const Context = createContext<Spoken | undefined>(undefined);

/** The texts of the clinic's pages, in the language that this browser's user chose. */
export function useWords(): Spoken {
  const words = useContext(Context);
  if (!words) throw new Error("no WordsProvider around this");
  return words;
}

/** Draws `children` once the texts are there; `failed` if they cannot be had. */
export function WordsProvider({ children, failed }: { children: ReactNode; failed: ReactNode }) {
  const [loaded, setLoaded] = useState<{ language: Language; texts: Readonly<Record<string, string>> }>();
  const [lost, setLost] = useState(false);
  const speak = useCallback((language: Language) => {
    loadTexts(language, "clinic").then(
      (texts) => {
        document.documentElement.lang = language;
        setLoaded({ language, texts });
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
      },
    [loaded, speak],
  );
  if (!words) return lost ? failed : null;
  return <Context value={words}>{children}</Context>;
}
