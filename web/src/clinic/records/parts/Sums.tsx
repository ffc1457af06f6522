import { Input } from "@mantine/core";
import { formatMoney } from "../../../shared/money";
import { useWords } from "../../words/words";
import type { Noted } from "../form";
import classes from "./parts.module.css";

/** Names with an amount each, the last of them what it all comes to; and what the server says of it. */
export function Sums({ rows, noted }: { rows: readonly (readonly [key: string, name: string, paise: number])[]; noted: Noted }) {
  const { language } = useWords();
  return (
    <div>
      <table className={classes.sums}>
        <tbody>
          {rows.map(([key, name, paise]) => (
            <tr key={key}>
              <th scope="row">{name}</th>
              <td>{formatMoney(language, paise)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {noted.error && <Input.Error ta="end">{noted.error}</Input.Error>}
      {noted.description && <Input.Description ta="end">{noted.description}</Input.Description>}
    </div>
  );
}
