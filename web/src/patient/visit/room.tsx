import { Controls } from "../../call/Controls";
import { mediaRemark, phaseText } from "../../call/remarks";
import { SelfView, Stage } from "../../call/Stage";
import type { Over } from "../../call/signalling";
import type { TextKey } from "../../shared/words";
import { Button, CallClinic, Title, TroubleText, Warnings, type At } from "./views";

/** All that a call takes; it is loaded while the first screen is read. */
export { guestSignalling } from "../../call/api";
export { startCall } from "../../call/call";
export { keepAwake } from "../../call/keep-awake";
export { openMedia } from "../../call/media";
export { showStreams } from "../../call/show-streams";

export function Mirror({ screen: { page, media }, ...common }: At<"mirror">) {
  const { words, actions } = common;
  const { t } = words;
  const remark = mediaRemark(media);
  return (
    <section className="card">
      <Title>{t("call.mirror.title")}</Title>
      <SelfView own={media} words={words} />
      {remark && (
        <div className="note warm" role="status">
          <p>{t(remark)}</p>
          <button type="button" className="plain" aria-disabled={common.busy} onClick={() => actions.openCamera()}>
            {t("call.media.again")}
          </button>
        </div>
      )}
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          actions.askToComeIn(String(new FormData(event.currentTarget).get("name")));
        }}
      >
        <label htmlFor="name">{t("call.mirror.name")}</label>
        <input id="name" name="name" defaultValue={page.person} maxLength={60} autoComplete="off" aria-describedby="trouble" aria-invalid={!!common.trouble} />
        <p className="quiet">{t("call.mirror.consent", { practice: page.practice.name })}</p>
        <TroubleText {...common} />
        <Button {...common}>{t(remark ? "call.mirror.asIs" : "call.mirror.ask")}</Button>
      </form>
    </section>
  );
}

export function InCall({ screen: { page, media, view }, silent, ...common }: At<"call"> & { silent: boolean }) {
  const { words, actions } = common;
  const { t } = words;
  const { phase } = view;
  const status = phaseText(view);
  const waits = phase === "joining" || phase === "waiting";
  const remark = mediaRemark(media);
  return (
    <section className={`room ${phase}`}>
      <h1 tabIndex={-1} id="title" className={waits ? "" : "aside"}>
        {waits ? t("call.lobby.title") : t("call.room.title", { practice: page.practice.name })}
      </h1>
      <p role="status" className={phase === "connected" && !remark ? "status aside" : "status"}>
        {status && t(status, { practice: page.practice.name })} {remark && t(remark)}
      </p>
      {waits && <div className="progress" />}
      {silent && (
        <button type="button" className="main">
          {t("call.silent")}
        </button>
      )}
      {waits ? <SelfView own={media} words={words} /> : <Stage view={view} own={media} words={words} />}
      {view.slow && <CallClinic practice={page.practice} words={words} />}
      {waits && <Warnings words={words} />}
      <Controls own={media} words={words} actions={actions} end={{ text: t("call.leave"), do: () => actions.leave() }} />
    </section>
  );
}

const overTexts = {
  ended: ["call.over.ended.title", "call.over.ended.text"],
  left: ["call.over.left.title", "call.over.left.text"],
  refused: ["call.over.refused.title", "call.over.refused.text"],
  gone: ["call.over.gone.title", "call.over.gone.text"],
} satisfies Record<Over, readonly [TextKey, TextKey]>;

export function IsOver({ screen: { page, why }, ...common }: At<"over">) {
  const { words, actions } = common;
  const { t } = words;
  const [title, text] = overTexts[why];
  return (
    <section className="card">
      <Title>{t(title)}</Title>
      <p>{t(text, { practice: page.practice.name })}</p>
      {(why === "left" || why === "gone") && (
        <Button {...common} onClick={() => actions.reopen()}>
          {t("call.over.back")}
        </Button>
      )}
      <TroubleText {...common} />
      <CallClinic practice={page.practice} words={words} />
    </section>
  );
}
