import { pauseMilliseconds, type Moment } from "./pace";
import type { Answered, Outgoing, Room, Signalling } from "./signalling";

/** What the browser tells of itself; tests bring their own. */
export interface Surroundings {
  hidden(): boolean;
  online(): boolean;
  /** Calls `look` whenever one of the two may have changed; returns how to stop that. */
  watch(look: () => void): () => void;
}

export interface Loop {
  /** Sends a message, after all that were to be sent before. */
  send(message: Outgoing): void;
  /** Asks the server at once. */
  hurry(): void;
  stop(): void;
}

/**
 * Asks the server how things stand for as long as the call lasts, and sends messages, one after the
 * other, beside that. What could not be sent is sent again. Without a connection both rest until
 * the browser says that there is one.
 */
export function runLoop(
  signalling: Pick<Signalling, "room" | "send">,
  moment: () => Omit<Moment, "hidden" | "failures">,
  onAnswered: (came: Answered<Room>) => void,
  around: Surroundings = browserSurroundings,
): Loop {
  const outbox: Outgoing[] = [];
  let failures = 0;
  let asking = false;
  let again = false;
  let sending = false;
  let stopped = false;
  let nextAsk: ReturnType<typeof setTimeout> | undefined;
  let nextAskAt = 0;
  let nextSend: ReturnType<typeof setTimeout> | undefined;

  const pause = () => pauseMilliseconds({ ...moment(), hidden: around.hidden(), failures });

  const askIn = (milliseconds: number) => {
    clearTimeout(nextAsk);
    nextAskAt = Date.now() + milliseconds;
    nextAsk = setTimeout(() => void ask(), milliseconds);
  };

  /** A message that was sent may be answered soon. */
  const askSooner = () => {
    if (!asking && !stopped && failures === 0 && Date.now() + pause() < nextAskAt) askIn(pause());
  };

  const ask = async () => {
    clearTimeout(nextAsk);
    if (asking) again = true;
    if (asking || stopped || !around.online()) return; // watch() wakes us
    asking = true;
    again = false;
    const came = await signalling.room();
    asking = false;
    if (stopped) return;
    const retry = !came.ok && "retryAfterSeconds" in came ? came.retryAfterSeconds : undefined;
    failures = retry === undefined ? 0 : failures + 1;
    onAnswered(came); // which may stop the loop
    if (!stopped) askIn(again && retry === undefined ? 0 : Math.max(pause(), (retry ?? 0) * 1000));
  };

  const send = async () => {
    clearTimeout(nextSend);
    if (sending || stopped || !around.online()) return;
    sending = true;
    while (outbox[0] && !stopped) {
      const came = await signalling.send(outbox[0]);
      if (!came.ok && "retryAfterSeconds" in came) {
        nextSend = setTimeout(() => void send(), Math.max(1, came.retryAfterSeconds) * 1000);
        break;
      }
      // A room that is over is told of by the next answer to ask().
      outbox.shift();
      askSooner();
    }
    sending = false;
  };

  const stopWatching = around.watch(() => {
    if (!around.online() || around.hidden()) return;
    failures = 0;
    void ask();
    void send();
  });

  void ask();
  return {
    send(message) {
      outbox.push(message);
      void send();
    },
    hurry: () => void ask(),
    stop() {
      stopped = true;
      clearTimeout(nextAsk);
      clearTimeout(nextSend);
      stopWatching();
    },
  };
}

const browserSurroundings: Surroundings = {
  hidden: () => document.hidden,
  online: () => navigator.onLine,
  watch(look) {
    document.addEventListener("visibilitychange", look);
    addEventListener("online", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
      removeEventListener("online", look);
    };
  },
};
