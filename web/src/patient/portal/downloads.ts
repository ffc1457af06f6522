let begunAt = 0;

/** Follows the address of a file: it comes as a download, and the page stays. */
export function startDownload(url: string): void {
  begunAt = Date.now();
  location.assign(url);
}

/** Whether the browser leaves the page, as it thinks, for a download. */
export const isDownload = (): boolean => Date.now() - begunAt < 1000;
