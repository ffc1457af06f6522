import { Button, Group, Modal, Text } from "@mantine/core";
import { useState } from "react";
import { useFocusBack } from "../ui/use-focus-back";
import { useWords } from "../words/words";
import classes from "./RecoveryCodes.module.css";

const fileName = "chartshare-recovery-codes.txt";

function download(text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** The recovery codes, shown this once: it closes only when somebody says that they have them. */
export function RecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  const { t } = useWords();
  useFocusBack();
  const [copied, setCopied] = useState<"yes" | "no">();
  const text = codes.join("\n") + "\n";
  const copy = () => navigator.clipboard.writeText(text).then(() => setCopied("yes"), () => setCopied("no"));
  return (
    <Modal opened onClose={onKept} title={t("clinic.account.codes.title")} centered withCloseButton={false} closeOnClickOutside={false} closeOnEscape={false}>
      <Text className={classes.screen}>{t("clinic.account.codes.text")}</Text>
      <ol className={classes.codes}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <Group gap="xs" className={classes.screen}>
        <Button variant="default" size="sm" onClick={() => void copy()} data-autofocus>
          {t("clinic.account.codes.copy")}
        </Button>
        <Button variant="default" size="sm" onClick={() => download(text)}>
          {t("clinic.account.codes.download")}
        </Button>
        <Button variant="default" size="sm" onClick={() => print()}>
          {t("clinic.account.codes.print")}
        </Button>
      </Group>
      <Text size="sm" role="status" mt={4} className={classes.screen}>
        {copied && t(copied === "yes" ? "clinic.account.codes.copied" : "clinic.account.codes.notCopied")}
      </Text>
      <Group justify="flex-end" mt="md" className={classes.screen}>
        <Button onClick={onKept}>{t("clinic.account.codes.kept")}</Button>
      </Group>
    </Modal>
  );
}
