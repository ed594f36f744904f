import { below } from "../state/basePath";
import { hueOf, initialsOf } from "./initials";

/** A model's image, or its initials. Beside the name, so it is hidden from screen readers. */
export function Portrait({ id, name, image }: { id: string; name: string; image?: string | null }) {
  if (image) return <img className="portrait" src={below(image)} alt="" />;
  const hue = hueOf(id);
  return (
    <span
      className="portrait"
      aria-hidden="true"
      style={{ background: `oklch(var(--portrait-light) 0.05 ${hue})`, color: `oklch(var(--portrait-dark) 0.1 ${hue})` }}
    >
      {initialsOf(name)}
    </span>
  );
}
