/**
 * Puts streams into the `<video data-of="…">` elements below a node, whatever has drawn them: a
 * stream cannot be written as an attribute. Call it after each drawing. `refused` is called when
 * the browser plays nothing before somebody has tapped: call it again then.
 */
export function showStreams(root: ParentNode, streamOf: (id: string) => MediaStream | undefined, refused: () => void = () => undefined): void {
  for (const video of root.querySelectorAll<HTMLVideoElement>("video[data-of]")) {
    const stream = streamOf(video.dataset["of"]!) ?? null;
    if (video.srcObject !== stream) video.srcObject = stream;
    // Some browsers stop a video that was moved: the next drawing starts it again.
    if (stream && video.paused) {
      video.play().catch((cause: unknown) => cause instanceof Error && cause.name === "NotAllowedError" && refused());
    }
  }
}
