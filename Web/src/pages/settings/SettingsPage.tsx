import type { ReactNode } from "react";

/** The layout of all settings pages. */
export function SettingsPage({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className="page settings" id="main" tabIndex={-1}>
      <header className="page-head"><h1>{title}</h1></header>
      <div className="settings-parts">{children}</div>
    </main>
  );
}

interface PartProps {
  id: string;
  title: string;
  children: ReactNode;
}

export function Part({ id, title, children }: PartProps) {
  return (
    <section className="settings-part" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      {children}
    </section>
  );
}
