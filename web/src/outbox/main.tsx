import { render } from "preact";
import { clearMessages, loadFaults, loadMessages, saveFaults, type Faults, type Message } from "./api";
import "./outbox.css";
import { Outbox, type OutboxState } from "./Outbox";

const root = document.getElementById("app")!;
const everyMilliseconds = 1000;

let state: OutboxState = { messages: [], faults: undefined, to: "", reachable: true };

function set(change: Partial<OutboxState>): void {
  state = { ...state, ...change };
  render(<Outbox state={state} onFilter={(to) => set({ to })} onClear={() => void clear()} onFaults={(faults) => void changeFaults(faults)} />, root);
}

const same = (a: Message[], b: Message[]) =>
  a.length === b.length && a.every((message, i) => message.seq === b[i]?.seq && message.state === b[i]?.state);

async function poll(): Promise<void> {
  try {
    const messages = await loadMessages();
    if (!state.reachable || !same(messages, state.messages)) set({ messages, reachable: true });
    const faults = await loadFaults();
    if (JSON.stringify(faults) !== JSON.stringify(state.faults)) set({ faults });
  } catch {
    if (state.reachable) set({ reachable: false });
  }
  setTimeout(() => void poll(), everyMilliseconds);
}

async function clear(): Promise<void> {
  await clearMessages();
  set({ messages: [] });
}

async function changeFaults(faults: Faults): Promise<void> {
  set({ faults: await saveFaults(faults) });
}

set({});
void poll();
