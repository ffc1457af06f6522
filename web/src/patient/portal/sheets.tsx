import { call } from "../../api/client";
import type { components } from "../../api/schema";
import * as urls from "../../urls";
import { hasView, loadRecordViews, type RecordViews } from "../share/record-views";
import { Sheet } from "./record";
import type { Chart, Common, Failed, Page, PartView } from "./state";
import { Title } from "./views";

type Own = components["schemas"]["OwnRecord"];

/** How many records are asked for at a time: a phone's connection is narrow. */
const together = 4;

/** Fetches these records, but those that were taken back just now. */
async function fetchAll(ids: readonly string[]): Promise<Own[] | Failed> {
  const all: Own[] = [];
  for (let at = 0; at < ids.length; at += together) {
    const answers = await Promise.all(ids.slice(at, at + together).map((id) => call("get", urls.ownRecord.replace("{recordId}", encodeURIComponent(id)) as typeof urls.ownRecord)));
    for (const answer of answers) {
      if (answer.ok) all.push(answer.data);
      else if (answer.status !== 404) return answer;
    }
  }
  return all;
}

/** All that is listed, each record on a sheet, ready to print. */
export async function openSheetsOf(page: Page, chart: Chart): Promise<PartView | Failed> {
  const ids = chart.entries.filter(({ withdrawn }) => !withdrawn).map(({ id }) => id);
  const found = await fetchAll(ids);
  if (!Array.isArray(found)) return found;
  const readable = found.filter(({ record }) => record.content && hasView(record.type));
  const kinds = [...new Set(readable.map(({ record }) => record.type))].filter(hasView);
  const [views] = await Promise.all([loadRecordViews(kinds), ...kinds.map((kind) => page.learn(kind))]);
  return ({ words }) => <Sheets sheets={readable} views={views} chart={chart} words={words} />;
}

function Sheets({ sheets, views, chart, words }: { sheets: readonly Own[]; views: RecordViews; chart: Chart; words: Common["words"] }) {
  const { t } = words;
  return (
    <>
      <div className="lead screen">
        <a className="backward" href="#records">
          {t("chart.back")}
        </a>
        <Title>{t("sheets.title")}</Title>
        <p>{words.count("sheets.text", sheets.length)}</p>
        {chart.next && <p className="note">{t("sheets.more")}</p>}
        <button type="button" className="main" onClick={() => print()}>
          {t("chart.print")}
        </button>
      </div>
      {sheets.map((own) => {
        const view = views[own.record.type];
        return view && <Sheet key={own.record.id} own={own} View={view} person={chart.person} words={words} />;
      })}
    </>
  );
}
