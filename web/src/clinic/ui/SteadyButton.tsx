import type { ComponentPropsWithRef } from "react";

/**
 * What the theme draws buttons with. While a button's act is on its way, Mantine disables it, and a browser
 * takes the focus off what is disabled: who works by keyboard would find themselves at the top of the page, or
 * behind the dialog in which they pressed it. This one only does nothing meanwhile.
 */
export function SteadyButton({ type = "button", disabled, onClick, ...props }: ComponentPropsWithRef<"button"> & { "data-loading"?: boolean }) {
  if (!props["data-loading"]) return <button {...props} type={type} disabled={disabled} onClick={onClick} />;
  return <button {...props} type={type} aria-disabled onClick={(event) => event.preventDefault()} />;
}
