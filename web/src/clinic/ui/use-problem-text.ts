import { useWords } from "../words/words";
import { problemText } from "./problems";

/** Says what a refusal means, in the language that is spoken. */
export function useProblemText(): (problem: unknown) => string {
  const words = useWords();
  return (problem) => problemText(words, problem);
}
