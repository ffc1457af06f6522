import type { Words } from "../shared/words";
import type { CallView, Tile } from "./call";
import type { Media } from "./media";
import { self } from "./self";

/** What the stage shows of oneself. */
export type Own = Pick<Media, "camera" | "microphone" | "facing">;

function Placeholder({ name, text }: { name: string; text: string }) {
  return (
    <div className="placeholder">
      <span aria-hidden="true">{[...name][0]}</span>
      {text && <p>{text}</p>}
    </div>
  );
}

/** Somebody else, with a name, and words where there is no picture. */
function RemoteTile({ tile, words: { t } }: { tile: Tile; words: Words }) {
  const { id, name, state, told, qualifications, registrationNumber } = tile;
  const text = state === "connecting" ? t("call.tile.connecting") : state === "interrupted" ? t("call.tile.interrupted") : told.camera ? "" : t("call.tile.noCamera");
  return (
    <li className="tile">
      <video data-of={id} playsInline aria-label={t("call.tile.picture", { name })} />
      {text && <Placeholder name={name} text={text} />}
      <p className="name">
        <bdi>{name}</bdi>
        {qualifications && <span>{qualifications}</span>}
        {registrationNumber && <span>{t("call.tile.registration", { number: registrationNumber })}</span>}
        {state === "connected" && !told.microphone && <span>{t("call.tile.muted")}</span>}
      </p>
    </li>
  );
}

/** Oneself, as in a mirror. */
export function SelfView({ own, words: { t } }: { own: Own; words: Words }) {
  return (
    <div className={own.camera === "on" && own.facing === "user" ? "self mirrored" : "self"}>
      <video data-of={self} playsInline muted aria-label={t("call.self")} />
      {own.camera !== "on" && (
        <div className="placeholder">
          <p>{t("call.tile.noCamera")}</p>
        </div>
      )}
    </div>
  );
}

/** Everybody in the room. showStreams() puts the pictures in. */
export function Stage({ view, own, words }: { view: Pick<CallView, "tiles">; own: Own; words: Words }) {
  return (
    <div className="stage">
      <ul className={`tiles of-${view.tiles.length}`}>
        {view.tiles.map((tile) => (
          <RemoteTile key={tile.id} tile={tile} words={words} />
        ))}
      </ul>
      <SelfView own={own} words={words} />
    </div>
  );
}
