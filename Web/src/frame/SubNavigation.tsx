import { useStrings } from "../state/language";
import { usePlace } from "../state/location";
import { useRights } from "../state/rights";
import { Link } from "./Link";
import { isCurrent, subPagesAt } from "./subPages";
import { useCurrentInSight } from "./useCurrentInSight";

/** Navigation below the top bar, on pages that belong together. */
export function SubNavigation() {
  const { path } = usePlace();
  const { isAdmin } = useRights();
  const strings = useStrings();
  const row = useCurrentInSight(path);
  const group = subPagesAt(path, isAdmin);
  if (!group) return null;
  return (
    <nav ref={row} className="sub-navigation" aria-label={group.label(strings)}>
      {group.pages.map((page) => (
        <Link key={page.to} to={page.to} aria-current={isCurrent(page, path) ? "page" : undefined}>
          {page.label(strings)}
        </Link>
      ))}
    </nav>
  );
}
