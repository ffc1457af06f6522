import { useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { got, plainApi } from "../api/client";
import type { Session } from "../app/session";
import { FactorStep } from "./FactorStep";
import { PasswordStep } from "./PasswordStep";
import type { Method } from "./second-factor";

type State = { at: "password"; late: boolean } | { at: "factor"; methods: readonly Method[] };

/** Signs somebody in: e-mail and password, and the second factor of who has one. */
export function SignInForm({ onSignedIn }: { onSignedIn: (session: Session) => void }) {
  const [state, setState] = useState<State>({ at: "password", late: false });
  if (state.at === "factor") {
    return <FactorStep methods={state.methods} onPassed={onSignedIn} onStartOver={(late) => setState({ at: "password", late })} />;
  }
  return <PasswordStep late={state.late} onEntered={(entered) => (entered.at === "inside" ? onSignedIn(entered.session) : setState(entered))} />;
}

/**
 * The same on a page of its own, where it goes on with a second factor that is awaited already: who
 * looked up the code in an app on the same phone may find the page loaded anew.
 */
export function ResumingSignInForm({ onSignedIn }: { onSignedIn: (session: Session) => void }) {
  const [over, setOver] = useState(false);
  const { data } = useQuery({ queryKey: ["second-factor"], queryFn: () => got(plainApi.GET("/api/session/second-factor")), retry: false, gcTime: 0, staleTime: Infinity });
  if (data && !over) return <FactorStep methods={data.methods} onPassed={onSignedIn} onStartOver={() => setOver(true)} />;
  return <SignInForm onSignedIn={onSignedIn} />;
}
