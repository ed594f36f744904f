import { navigate } from "../state/location";
import type { Strings } from "../strings";
import type { Command } from "./commands";
import { destinations } from "./destinations";
import { subPageGroups } from "./subPages";

/** Every page in the navigation that the user may open. */
export function placesFor(isAdmin: boolean, strings: Strings): Command[] {
  const isOpen = ({ isForAdmins }: { isForAdmins?: boolean }) => isAdmin || !isForAdmins;
  const places = new Map<string, Command>();
  const add = (to: string, label: string, hint?: string) => {
    if (!places.has(to)) places.set(to, { label, hint, run: () => navigate(to) });
  };
  for (const { name, to } of destinations.filter(isOpen)) add(to, strings.frame.pages[name]);
  for (const group of subPageGroups) {
    for (const page of group.pages.filter(isOpen)) add(page.to, page.label(strings), group.label(strings));
  }
  return [...places.values()];
}
