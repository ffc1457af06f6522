import "@mantine/core/styles.css";
import "@mantine/dates/styles.css";
import "@mantine/notifications/styles.css";
import "virtual:clinic-theme.css";
import "./clinic.css";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { emptiedBy } from "./app/afresh";
import { followFragment } from "./app/fragment";

followFragment();
const page = createRoot(document.getElementById("app")!);
emptiedBy(() => page.unmount());
page.render(<App />);
