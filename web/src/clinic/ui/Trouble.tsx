import { Alert } from "@mantine/core";

/** What is wrong with a form as a whole. It is told aloud when it appears. */
export function Trouble({ text }: { text: string | undefined }) {
  return (
    <div role="alert">
      {text && (
        <Alert color="red" mb="md">
          {text}
        </Alert>
      )}
    </div>
  );
}
