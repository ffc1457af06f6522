import type { Words } from "../shared/words";
import type { Media } from "./media";

/** What can be done in a call, whoever does it. */
export interface CallActions {
  toggleMicrophone(): void;
  toggleCamera(): void;
  switchCamera(): void;
}

const paths = {
  microphone: "M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3M5 11a7 7 0 0 0 14 0M12 18v3",
  camera: "M3 7h11a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1H3zM15 11l6-3v8l-6-3",
  turn: "M4 12a8 8 0 0 1 14-5l2 2M20 4v5h-5M20 12a8 8 0 0 1-14 5l-2-2M4 20v-5h5",
  end: "M3 14c5-5 13-5 18 0l-2 3-4-2v-2a9 9 0 0 0-6 0v2l-4 2z",
} as const;

export function Icon({ name, off }: { name: keyof typeof paths; off?: boolean }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[name] + (off ? "M3 3l18 18" : "")} />
    </svg>
  );
}

/** The row below the pictures; what ends or leaves the call stands last, and is red. */
export function Controls({ own, words: { t }, actions, end }: { own: Pick<Media, "camera" | "microphone" | "severalCameras">; words: Words; actions: CallActions; end: { text: string; do(): void } }) {
  const [sound, picture] = [own.microphone === "on", own.camera === "on"];
  return (
    <div className="controls">
      <button type="button" className={sound ? "" : "off"} id="microphone" onClick={() => actions.toggleMicrophone()}>
        <Icon name="microphone" off={!sound} />
        {t(sound ? "call.mute" : "call.unmute")}
      </button>
      <button type="button" className={picture ? "" : "off"} id="camera" onClick={() => actions.toggleCamera()}>
        <Icon name="camera" off={!picture} />
        {t(picture ? "call.hide" : "call.show")}
      </button>
      {own.severalCameras && picture && (
        <button type="button" id="turn" onClick={() => actions.switchCamera()}>
          <Icon name="turn" />
          {t("call.turn")}
        </button>
      )}
      <button type="button" className="end" id="end" onClick={() => end.do()}>
        <Icon name="end" />
        {end.text}
      </button>
    </div>
  );
}
