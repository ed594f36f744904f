import type { FirstStrings } from "../strings";

interface NavigationItem {
  name: keyof FirstStrings["frame"]["pages"];
  to: string;
  isForAdmins?: boolean;
  /** Other paths that belong to it. */
  under?: string[];
}

// A page is added here and in pages.ts.
export const mainNavigation: NavigationItem[] = [
  { name: "models", to: "/models" },
  { name: "memory", to: "/memory", isForAdmins: true, under: ["/runtimes"] },
  { name: "weights", to: "/weights", isForAdmins: true },
  { name: "audit", to: "/audit", isForAdmins: true },
  { name: "bin", to: "/bin" },
  { name: "people", to: "/people", isForAdmins: true, under: ["/groups"] },
  { name: "settings", to: "/settings", under: ["/keys"] },
];

interface SubPage {
  to: string;
  label(strings: FirstStrings): string;
  isForAdmins?: boolean;
  /** Prefix of pages for which this one is the current one. */
  under?: string;
}

interface SubPageGroup {
  label(strings: FirstStrings): string;
  pages: readonly SubPage[];
}

const people: SubPageGroup = {
  label: ({ frame }) => frame.subNavigation.peopleAndGroups,
  pages: [
    { to: "/people", label: ({ frame }) => frame.pages.people, isForAdmins: true, under: "/people/" },
    { to: "/groups", label: ({ frame }) => frame.titles.groups, isForAdmins: true, under: "/groups/" },
  ],
};

const memory: SubPageGroup = {
  label: ({ frame }) => frame.subNavigation.memoryAndRuntimes,
  pages: [
    { to: "/memory", label: ({ frame }) => frame.pages.memory, isForAdmins: true },
    { to: "/runtimes", label: ({ frame }) => frame.titles.runtimes, isForAdmins: true },
  ],
};

const settings: SubPageGroup = {
  label: ({ frame }) => frame.pages.settings,
  pages: [
    { to: "/settings", label: ({ settings }) => settings.sections.me },
    { to: "/settings/appearance", label: ({ settings }) => settings.sections.appearance },
    { to: "/keys", label: ({ settings }) => settings.sections.keys },
    { to: "/settings/backups", label: ({ settings }) => settings.sections.backups, isForAdmins: true },
    { to: "/settings/catalog", label: ({ catalog }) => catalog.title, isForAdmins: true },
    { to: "/settings/checkpoints", label: ({ settings }) => settings.sections.checkpoints, isForAdmins: true },
    { to: "/settings/server", label: ({ settings }) => settings.sections.server, isForAdmins: true },
  ],
};

export const subPageGroups: readonly SubPageGroup[] = [memory, people, settings];

export const isCurrent = (page: SubPage, path: string): boolean =>
  path === page.to || (page.under !== undefined && path.startsWith(page.under));

/** The group of pages that contains `path`, as far as the user may open them. */
export function subPagesAt(path: string, isAdmin: boolean): SubPageGroup | undefined {
  for (const group of subPageGroups) {
    if (!group.pages.some((page) => isCurrent(page, path))) continue;
    const pages = group.pages.filter((page) => isAdmin || !page.isForAdmins);
    return pages.length > 0 ? { ...group, pages } : undefined;
  }
  return undefined;
}
