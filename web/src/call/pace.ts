export interface Moment {
  /** Whether somebody of this room is still to be connected, or is to be found again, or an answer is waited for. */
  connecting: boolean;
  /** Since when this person waits in the lobby, in milliseconds; absent once admitted. */
  waitingMilliseconds?: number | undefined;
  hidden: boolean;
  /** How many exchanges have failed since the last that did not. */
  failures: number;
}

const connectingMilliseconds = 400;
const lobbyMilliseconds = 500;
const longLobbyMilliseconds = 1000;
const longLobbyAfterMilliseconds = 60_000;
const connectedMilliseconds = 2000;
const hiddenMilliseconds = 5000;
const longestMilliseconds = 10_000;

/**
 * How long to wait before the server is asked again: briefly while a connection is being made,
 * for each exchange of messages adds to the time until faces are seen, and seldom once it stands,
 * for then only the end of the call and new people are to be learned of.
 */
export function pauseMilliseconds({ connecting, waitingMilliseconds, hidden, failures }: Moment): number {
  if (failures > 0) return Math.min(500 * 2 ** failures, longestMilliseconds);
  if (hidden) return waitingMilliseconds === undefined && !connecting ? connectedMilliseconds : hiddenMilliseconds;
  if (waitingMilliseconds !== undefined) return waitingMilliseconds < longLobbyAfterMilliseconds ? lobbyMilliseconds : longLobbyMilliseconds;
  return connecting ? connectingMilliseconds : connectedMilliseconds;
}
