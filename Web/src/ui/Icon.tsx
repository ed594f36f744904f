// Drawn on a grid of 16, with one stroke width, in the color of the text.
const paths = {
  more: "M3.5 8h.01M8 8h.01M12.5 8h.01",
  menu: "M2.5 4.5h11M2.5 8h11M2.5 11.5h11",
  search: "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10ZM11 11l3 3",
  plus: "M8 3v10M3 8h10",
  edit: "M3 13l.6-2.7L11 2.9l2.1 2.1-7.4 7.4L3 13Z",
  clone: "M6 6h7v7H6zM3 10V3h7",
  link: "M7 9a2.5 2.5 0 0 0 3.6 0l2-2A2.5 2.5 0 0 0 9 3.4l-.8.8M9 7a2.5 2.5 0 0 0-3.6 0l-2 2A2.5 2.5 0 0 0 7 12.6l.8-.8",
  id: "M5.5 3 4 13M12 3l-1.5 10M2.5 6h11M2 10h11",
  load: "M8 3v7M5 7l3 3 3-3M3 13h10",
  unload: "M8 10V3M5 6l3-3 3 3M3 13h10",
  history: "M3 8a5 5 0 1 0 1.6-3.7M3 3v2.5h2.5M8 5.5V8l2 1.3",
  undo: "M5.5 3.5 2.5 6.5l3 3M2.5 6.5h7a4 4 0 0 1 0 8H6",
  trash: "M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5 5 13h6l.5-8.5",
  talk: "M2.5 3.5h11v7H8l-3 2.5v-2.5H2.5z",
  use: "M5.5 5 2.5 8l3 3M10.5 5l3 3-3 3",
  sun: "M8 10.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM8 2v1M8 13v1M2 8h1M13 8h1M3.8 3.8l.7.7M11.5 11.5l.7.7M3.8 12.2l.7-.7M11.5 4.5l.7-.7",
  moon: "M13 9.5A5.5 5.5 0 0 1 6.5 3a5.5 5.5 0 1 0 6.5 6.5Z",
  screen: "M2.5 3.5h11v7h-11zM6 13.5h4",
  person: "M8 8a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM3.5 13.5c.5-2.5 2.3-3.5 4.5-3.5s4 1 4.5 3.5",
  share: "M6 8a2.2 2.2 0 1 0 0-4.4A2.2 2.2 0 0 0 6 8ZM2 13c.4-2.4 1.9-3.3 4-3.3s3.6.9 4 3.3M12.5 6v4M10.5 8h4",
  pin: "M5 2.5h6M6 2.5v4.3C4.7 7.4 4 8.3 4 9.5h8c0-1.2-.7-2.1-2-2.7V2.5M8 9.5v4",
  key: "M5.5 11.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM7.5 7.5 13 2.5M11 4.5l1.8 1.8",
  settings: "M2.5 4.5h6M11.5 4.5h2M2.5 11.5h2M7.5 11.5h6M10 6a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3ZM6 13a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3Z",
  toggle: "M5.5 4.5h5a3.5 3.5 0 0 1 0 7h-5a3.5 3.5 0 0 1 0-7ZM10.5 9.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3Z",
  keyboard: "M2 4.5h12v7H2zM5 9.5h6M4.5 7h.01M7 7h.01M9.5 7h.01M12 7h.01",
  back: "M10 3 5 8l5 5",
  hide: "M2 8s2.2-4 6-4 6 4 6 4-2.2 4-6 4-6-4-6-4ZM3 13 13 3",
  show: "M2 8s2.2-4 6-4 6 4 6 4-2.2 4-6 4-6-4-6-4ZM8 9.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3Z",
  signOut: "M9 3H3.5v10H9M7 8h6.5M11 5.5 13.5 8 11 10.5",
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg className={`icon icon-${name}`} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
