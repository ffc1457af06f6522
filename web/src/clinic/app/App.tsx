import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { components } from "../components";
import { theme } from "../theme";
import { WordsProvider } from "../words/words";
import { CommandsProvider } from "./commands";
import { Gates } from "./Gates";
import { queries } from "./queries";
import { router } from "./router";

const look = { ...theme, components };

/** Not even our own texts can be had: said in both languages, for we do not know which is wanted. */
const noTexts = (
  <main role="alert">
    <p>This did not work. Check the connection, then load the page again.</p>
    <p lang="hi">यह नहीं हो पाया। कनेक्शन जाँचें, फिर पेज दोबारा खोलें।</p>
  </main>
);

/** The clinic's client: everything that all of its pages stand on. */
export function App() {
  return (
    <MantineProvider theme={look} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      <WordsProvider failed={noTexts}>
        <QueryClientProvider client={queries}>
          <CommandsProvider>
            <RouterProvider router={router} />
            <Gates />
            <Notifications position="bottom-center" />
          </CommandsProvider>
        </QueryClientProvider>
      </WordsProvider>
    </MantineProvider>
  );
}
