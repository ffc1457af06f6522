import type { MantineThemeOverride } from "@mantine/core";
import { SteadyButton } from "./ui/SteadyButton";

const noScrollLock = { defaultProps: { lockScroll: false } }; // it writes a style element, which the policy refuses
const noLandmark = { defaultProps: { role: "presentation" } }; // the page's head is its banner, a dialog's is none
const namedLoader = { defaultProps: { role: "status" } }; // an element without a role may have no label
const steady = { defaultProps: { component: SteadyButton } };

/** Where Mantine's components behave otherwise in our pages than by themselves. */
export const components: NonNullable<MantineThemeOverride["components"]> = {
  ActionIcon: steady,
  Button: steady,
  Modal: noScrollLock,
  ModalRoot: noScrollLock,
  ModalHeader: noLandmark,
  Drawer: noScrollLock,
  DrawerHeader: noLandmark,
  Loader: namedLoader,
};
