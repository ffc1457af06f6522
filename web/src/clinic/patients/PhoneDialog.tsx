import { Modal } from "@mantine/core";
import { useState } from "react";
import { useWords } from "../words/words";
import { EnterCode } from "./EnterCode";
import { EnterNumber } from "./EnterNumber";
import { NumberVerified } from "./NumberVerified";
import type { Patient } from "./queries";
import type { Sent } from "./send-code";

/** Where somebody is on the way to a verified number. */
type Step = { at: "number"; from: Patient } | { at: "code"; patient: Patient; sent: Sent } | { at: "verified"; patient: Patient };

/** The screen on which a patient's number is entered, and verified by a code that the patient reads out. */
export function PhoneDialog({ patient, opened, onClose, onClosed }: { patient: Patient; opened: boolean; onClose: () => void; onClosed?: () => void }) {
  const { t } = useWords();
  return (
    <Modal opened={opened} onClose={onClose} title={t("clinic.phone.title", { name: patient.name })} closeOnClickOutside={false} centered {...(onClosed && { onExitTransitionEnd: onClosed })} closeButtonProps={{ "aria-label": t("clinic.close") }}>
      <Steps patient={patient} onClose={onClose} />
    </Modal>
  );
}

function Steps({ patient, onClose }: { patient: Patient; onClose: () => void }) {
  const [step, setStep] = useState<Step>({ at: "number", from: patient });
  switch (step.at) {
    case "number":
      return <EnterNumber given={step.from} onSent={(patient, sent) => setStep({ at: "code", patient, sent })} onClose={onClose} />;
    case "code":
      return <EnterCode {...step} onVerified={(patient) => setStep({ at: "verified", patient })} onBack={() => setStep({ at: "number", from: step.patient })} />;
    case "verified":
      return <NumberVerified patient={step.patient} onClose={onClose} />;
  }
}
