/**
 * What e-mails link to, as the page's own address: "/clinic#patient=…", "/clinic#inbox". The secret of
 * a password link stays behind the "#", where no server's log sees it.
 */
export function addressFor(fragment: string): string | undefined {
  const said = new URLSearchParams(fragment.slice(1));
  const [password, patient] = [said.get("password"), said.get("patient")];
  if (password) return `/clinic/password#${password}`;
  if (patient) return `/clinic/patients/${encodeURIComponent(patient)}`;
  return said.has("inbox") ? "/clinic/inbox" : undefined;
}

export function followFragment(): void {
  const address = addressFor(location.hash);
  if (address) history.replaceState(null, "", address);
}
