import * as urls from "../urls";

/** A message as the local cloud keeps it; this page and the stories are all that reads it. */
export interface Message {
  seq: number;
  kind: "sms" | "email";
  at: string;
  to: string;
  from: string;
  body?: string;
  subject?: string;
  text?: string;
  html?: string;
  headers?: Record<string, string>;
  attributes?: Record<string, string>;
  segments?: number;
  encoding?: string;
  messageId: string;
  state: string;
}

export interface Fault {
  mode: string;
  /** How many sends go wrong; 0 is all of them. */
  count: number;
}

export interface Faults {
  sms: Fault;
  email: Fault;
}

async function json<T>(path: string, init?: RequestInit): Promise<T> {
  const response = await fetch(path, init);
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as T;
}

export const loadMessages = async () => (await json<{ messages: Message[] }>(`${urls.outboxMessages}?after=0`)).messages;

export async function clearMessages(): Promise<void> {
  await fetch(urls.outboxMessages, { method: "DELETE" });
}

export const loadFaults = () => json<Faults>(urls.outboxFaults);

export const saveFaults = (faults: Faults) =>
  json<Faults>(urls.outboxFaults, { method: "PUT", headers: { "Content-Type": "application/json" }, body: JSON.stringify(faults) });
