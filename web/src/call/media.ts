/** What became of a camera or a microphone. */
export type Device = "on" | "off" | "denied" | "missing" | "busy";

export interface Media {
  readonly camera: Device;
  readonly microphone: Device;
  /** Whether the camera looks at the person, who then wants to be shown as in a mirror. */
  readonly facing: "user" | "environment";
  /** Whether there is another camera to switch to. */
  readonly severalCameras: boolean;
  /** What the person at this page shows, for the view of oneself. It is always the same stream. */
  readonly stream: MediaStream;
  track(kind: "audio" | "video"): MediaStreamTrack | undefined;
  /** Turns the camera off, so that its light goes out, or on again. */
  toggleCamera(): Promise<void>;
  toggleMicrophone(): Promise<void>;
  switchCamera(): Promise<void>;
  /** Stops everything for good. */
  stop(): void;
}

/** Small enough for mobile data; a browser gives what comes nearest. */
const picture: MediaTrackConstraints = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 24, max: 30 } };
const sound: MediaTrackConstraints = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

const whyNot = (cause: unknown): Device => {
  const name = cause instanceof Error ? cause.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "denied";
  return name === "NotReadableError" || name === "AbortError" ? "busy" : "missing";
};

/**
 * Asks for the camera and the microphone, and makes do with one of them, or with none: `changed`
 * is called whenever something about them changes afterwards.
 */
export async function openMedia(changed: () => void, devices: MediaDevices | undefined = navigator.mediaDevices): Promise<Media> {
  const stream = new MediaStream();
  const state = { camera: "missing" as Device, microphone: "missing" as Device };
  let facing: "user" | "environment" = "user";
  let several = false;
  let stopped = false;

  const keep = (track: MediaStreamTrack) => {
    if (stopped) return track.stop();
    for (const old of stream.getTracks()) if (old.kind === track.kind) drop(old);
    stream.addTrack(track);
    state[track.kind === "video" ? "camera" : "microphone"] = "on";
    // A phone call, an unplugged camera, a permission that was taken back.
    track.addEventListener("ended", () => {
      if (!stream.getTracks().includes(track)) return;
      drop(track);
      state[track.kind === "video" ? "camera" : "microphone"] = "busy";
      changed();
    });
  };
  const drop = (track: MediaStreamTrack) => {
    stream.removeTrack(track);
    track.stop();
  };

  const ask = async (wanted: MediaStreamConstraints) => {
    if (!devices) throw new DOMException("no devices", "NotFoundError"); // a page that is not secure
    for (const track of (await devices.getUserMedia(wanted)).getTracks()) keep(track);
  };
  const askFor = async (kind: "camera" | "microphone") => {
    try {
      await ask(kind === "camera" ? { video: { ...picture, facingMode: facing } } : { audio: sound });
    } catch (cause) {
      state[kind] = whyNot(cause);
    }
  };
  const count = async () => {
    const found = (await devices?.enumerateDevices?.().catch(() => [])) ?? [];
    several = found.filter(({ kind }) => kind === "videoinput").length > 1;
  };

  try {
    await ask({ audio: sound, video: { ...picture, facingMode: facing } });
  } catch {
    // One of them is refused or missing: each is asked for alone.
    await askFor("microphone");
    await askFor("camera");
  }
  await count();

  const track = (kind: "audio" | "video") => stream.getTracks().find((one) => one.kind === kind);
  return {
    get camera() {
      return state.camera;
    },
    get microphone() {
      return state.microphone;
    },
    get facing() {
      return facing;
    },
    get severalCameras() {
      return several;
    },
    stream,
    track,
    async toggleCamera() {
      const on = track("video");
      if (on) {
        drop(on);
        state.camera = "off";
      } else {
        await askFor("camera");
      }
      changed();
    },
    async toggleMicrophone() {
      const on = track("audio");
      if (on) {
        on.enabled = !on.enabled;
        state.microphone = on.enabled ? "on" : "off";
      } else {
        await askFor("microphone");
      }
      changed();
    },
    async switchCamera() {
      facing = facing === "user" ? "environment" : "user";
      const old = track("video");
      if (old) drop(old); // a phone opens one camera at a time
      await askFor("camera");
      changed();
    },
    stop() {
      stopped = true;
      for (const one of stream.getTracks()) drop(one);
    },
  };
}
