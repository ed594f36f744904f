import type { ComponentType } from "react";
import { ModelsPage } from "../pages/models/ModelsPage";
import { modelParts } from "../pages/model/modelParts";
import type { FirstStrings } from "../strings";
import { lazyComponent } from "./lazyComponent";

export interface PageEntry {
  /** For the browser tab; `id` is that in the address, or empty. */
  title(strings: FirstStrings, id: string): string;
  isForAdmins?: boolean;
  Page: ComponentType;
}

// A page's code is loaded when it is first opened; only the home page is part of the first script.

const EditorPage = lazyComponent(async () => (await import("../pages/editor/EditorPage")).EditorPage);
const ModelPage = lazyComponent(async () => (await import("../pages/model/ModelPage")).ModelPage);
const GroupPage = lazyComponent(async () => (await import("../pages/groups/GroupPage")).GroupPage);

const titled = (...parts: string[]) => parts.filter(Boolean).join(" · ");

/** Each page by its path. */
export const pages: Record<string, PageEntry> = {
  "/models": { title: ({ frame }) => frame.pages.models, Page: ModelsPage },
  "/models/new": { title: ({ frame }) => frame.titles.newModel, Page: EditorPage },
  "/models/edit": { title: ({ frame }, id) => titled(id, frame.titles.editModel), Page: EditorPage },
  ...Object.fromEntries(modelParts.map((part): [string, PageEntry] => [
    `/models/${part}`, { title: ({ model }, id) => titled(id, model.tabs[part]), Page: ModelPage },
  ])),
  "/memory": {
    title: ({ frame }) => frame.pages.memory, isForAdmins: true,
    Page: lazyComponent(async () => (await import("../pages/memory/MemoryPage")).MemoryPage),
  },
  "/runtimes": {
    title: ({ frame }) => frame.titles.runtimes, isForAdmins: true,
    Page: lazyComponent(async () => (await import("../pages/runtimes/RuntimesPage")).RuntimesPage),
  },
  "/weights": {
    title: ({ frame }) => frame.pages.weights, isForAdmins: true,
    Page: lazyComponent(async () => (await import("../pages/weights/WeightsPage")).WeightsPage),
  },
  "/audit": {
    title: ({ frame }) => frame.pages.audit, isForAdmins: true,
    Page: lazyComponent(async () => (await import("../pages/audit/AuditPage")).AuditPage),
  },
  "/bin": {
    title: ({ frame }) => frame.pages.bin,
    Page: lazyComponent(async () => (await import("../pages/bin/BinPage")).BinPage),
  },
  "/people": {
    title: ({ frame }) => frame.pages.people, isForAdmins: true,
    Page: lazyComponent(async () => (await import("../pages/people/PeoplePage")).PeoplePage),
  },
  "/people/edit": {
    title: ({ frame }) => frame.titles.person, isForAdmins: true,
    Page: lazyComponent(async () => (await import("../pages/people/PersonPage")).PersonPage),
  },
  "/groups": {
    title: ({ frame }) => frame.titles.groups, isForAdmins: true,
    Page: lazyComponent(async () => (await import("../pages/groups/GroupsPage")).GroupsPage),
  },
  "/groups/new": { title: ({ frame }) => frame.titles.newGroup, isForAdmins: true, Page: GroupPage },
  "/groups/edit": { title: ({ frame }) => frame.titles.group, isForAdmins: true, Page: GroupPage },
  "/groups/everybody": { title: ({ frame }) => frame.titles.defaultPermissions, isForAdmins: true, Page: GroupPage },
  "/keys": {
    title: ({ frame }) => frame.titles.keys,
    Page: lazyComponent(async () => (await import("../pages/keys/KeysPage")).KeysPage),
  },
  "/settings": {
    title: ({ frame }) => frame.pages.settings,
    Page: lazyComponent(async () => (await import("../pages/settings/MePage")).MePage),
  },
  "/settings/appearance": {
    title: ({ settings }) => settings.sections.appearance,
    Page: lazyComponent(async () => (await import("../pages/settings/AppearancePage")).AppearancePage),
  },
  "/settings/backups": {
    title: ({ settings }) => settings.sections.backups, isForAdmins: true,
    Page: lazyComponent(async () => (await import("../pages/settings/BackupsPage")).BackupsPage),
  },
  "/settings/catalog": {
    title: ({ catalog }) => catalog.title, isForAdmins: true,
    Page: lazyComponent(async () => (await import("../pages/catalog/CatalogPage")).CatalogPage),
  },
  "/settings/checkpoints": {
    title: ({ settings }) => settings.sections.checkpoints, isForAdmins: true,
    Page: lazyComponent(async () => (await import("../pages/settings/CheckpointsPage")).CheckpointsPage),
  },
  "/settings/server": {
    title: ({ settings }) => settings.sections.server, isForAdmins: true,
    Page: lazyComponent(async () => (await import("../pages/settings/ServerPage")).ServerPage),
  },
};
