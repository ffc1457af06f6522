import type { TextKey } from "../shared/words";
import type { CallView } from "./call";
import type { Media } from "./media";

/** What to say about a camera or a microphone that does not work; undefined if both do, or are off on purpose. */
export function mediaRemark({ camera, microphone }: Pick<Media, "camera" | "microphone">): TextKey | undefined {
  const works = (device: Media["camera"]) => device === "on" || device === "off";
  if (works(camera) && works(microphone)) return undefined;
  if (camera === "denied" && microphone === "denied") return "call.media.denied";
  if (!works(microphone)) return microphone === "denied" ? "call.media.microphoneDenied" : works(camera) ? "call.media.noMicrophone" : "call.media.none";
  return camera === "denied" ? "call.media.cameraDenied" : camera === "busy" ? "call.media.cameraBusy" : "call.media.noCamera";
}

/** What to say about where somebody is in the call. */
export function phaseText({ phase, slow }: Pick<CallView, "phase" | "slow">): TextKey | undefined {
  switch (phase) {
    case "joining":
    case "waiting":
    case "alone":
      return `call.phase.${phase}`;
    case "connecting":
      return slow ? "call.phase.slow" : "call.phase.connecting";
    case "connected":
    case "reconnecting":
      return `call.phase.${phase}`;
    case "over":
      return undefined;
  }
}
