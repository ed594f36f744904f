import type { Strings } from "../strings";

export interface Destination {
  name: keyof Strings["frame"]["pages"];
  to: string;
  isForAdmins?: boolean;
  /** Other paths that belong to it. */
  under?: string[];
}

// A page is added here and in pages.ts.
export const destinations: Destination[] = [
  { name: "models", to: "/models" },
  { name: "memory", to: "/memory", isForAdmins: true },
  { name: "audit", to: "/audit", isForAdmins: true },
  { name: "bin", to: "/bin" },
  { name: "people", to: "/people", isForAdmins: true, under: ["/groups"] },
  { name: "settings", to: "/settings", under: ["/keys"] },
];
