import { useStrings } from "../state/language";
import { useAddress } from "../state/location";
import { useRights } from "../state/rights";
import { Link } from "./Link";
import { isCurrent, subPagesAt } from "./navigation";
import { useScrollToCurrent } from "./useCurrentInSight";

/** Navigation below the top bar, on pages that belong together. */
export function SubNavigation() {
  const { path } = useAddress();
  const { isAdmin } = useRights();
  const strings = useStrings();
  const row = useScrollToCurrent(path);
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
