/** A number of bytes as people say it: one digit behind the point below 10 MB. */
export function readableSize(bytes: number): string {
  const kilo = bytes / 1024;
  return kilo < 1000 ? `${Math.max(1, Math.round(kilo))} kB` : `${(kilo / 1024).toFixed(kilo < 10_240 ? 1 : 0)} MB`;
}
