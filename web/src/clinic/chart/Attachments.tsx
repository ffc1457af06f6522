import { Alert, Button, Group, Loader, Modal, Text, Title } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, got } from "../api/client";
import { Failed } from "../ui/Loaded";
import { useTell } from "../ui/tell";
import { useFocusBack } from "../ui/use-focus-back";
import { useWords } from "../words/words";
import classes from "./Record.module.css";
import { readableSize } from "./file-size";
import { fileQuery, type ChartFile } from "./queries";

/** The files that belong to a record, each with how far it has come. */
export function Attachments({ patientId, ids }: { patientId: string; ids: readonly string[] }) {
  const { t } = useWords();
  return (
    <section aria-labelledby="record-files">
      <Title order={2} size="h5" id="record-files" mb="xs">
        {t("clinic.record.files")}
      </Title>
      <ul className={classes.fileList}>
        {ids.map((id) => (
          <Attachment key={id} patientId={patientId} id={id} />
        ))}
      </ul>
    </section>
  );
}

const addressOf = (patientId: string, fileId: string) => got(api.POST("/api/patients/{patientId}/files/{fileId}/download", { params: { path: { patientId, fileId } } }));

/** What a browser draws by itself. */
const pictures: readonly string[] = ["image/jpeg", "image/png", "image/webp"];

function Attachment({ patientId, id }: { patientId: string; id: string }) {
  const { t } = useWords();
  const tell = useTell();
  const query = useQuery(fileQuery(patientId, id));
  const { data: file, error } = query;
  const [shown, setShown] = useState(false);
  const download = useMutation({ mutationFn: () => addressOf(patientId, id), onSuccess: ({ url }) => location.assign(url), onError: tell.failed });
  if (!file) return <li className={classes.file}>{error ? <Failed problem={error} again={() => void query.refetch()} /> : <Loader size="sm" aria-label={t("clinic.loading")} />}</li>;
  const { name, size, state, contentType } = file;
  return (
    <li className={classes.file}>
      <div>
        <Text fw={600} component="bdi" display="block">
          {name}
        </Text>
        <Text size="sm" c="dimmed" role="status">
          {[readableSize(size), state !== "ready" && whatIs(file, t)].filter(Boolean).join(" · ")}
        </Text>
      </div>
      {state === "ready" && (
        <Group gap="xs">
          {pictures.includes(contentType) && (
            <Button size="xs" variant="default" aria-label={t("clinic.record.files.show", { name })} onClick={() => setShown(true)}>
              {t("clinic.record.files.look")}
            </Button>
          )}
          <Button size="xs" variant="default" aria-label={t("files.downloadNamed", { name })} loading={download.isPending} onClick={() => !download.isPending && download.mutate()}>
            {t("files.download")}
          </Button>
        </Group>
      )}
      {shown && <Picture patientId={patientId} file={file} onClose={() => setShown(false)} />}
    </li>
  );
}

const whatIs = ({ state, refusal }: ChartFile, t: ReturnType<typeof useWords>["t"]): string => (refusal ? t(`clinic.record.files.refusal.${refusal}`) : t(`clinic.record.files.state.${state}`));

/** The bytes as an address that our policy lets a picture have. */
async function pictureOf(patientId: string, fileId: string): Promise<string> {
  const { url } = await addressOf(patientId, fileId);
  const answer = await fetch(url, { credentials: "omit" });
  if (!answer.ok) throw new Error(`the store answered ${answer.status}`);
  const bytes = await answer.blob();
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error ?? new Error("unreadable"));
    reader.readAsDataURL(bytes);
  });
}

/** A picture, large. It is fetched when it is asked for, for that is noted as a download, and forgotten when it closes. */
function Picture({ patientId, file, onClose }: { patientId: string; file: ChartFile; onClose(): void }) {
  const { t } = useWords();
  useFocusBack();
  const { data, error } = useQuery({ queryKey: ["picture", patientId, file.id], queryFn: () => pictureOf(patientId, file.id), gcTime: 0, retry: false, refetchOnWindowFocus: false, staleTime: Infinity });
  return (
    <Modal opened onClose={onClose} title={file.name} size="xl" centered closeButtonProps={{ "aria-label": t("clinic.close") }}>
      {error ? (
        <Alert color="red" role="alert">
          {t("clinic.record.files.failed")}
        </Alert>
      ) : data ? (
        <img src={data} alt={file.name} className={classes.picture} />
      ) : (
        <Loader aria-label={t("clinic.loading")} />
      )}
    </Modal>
  );
}
