import { fetchUsageLately } from "../api/usage";
import { createResource, useResource } from "./resource";

/** By ids, one in each line. What was known is shown until the next answer: each id's own is looked up in it. */
const lately = createResource((ids) => fetchUsageLately(ids.split("\n")), { keepsPrevious: true });

/** How often these models were asked in the last half hour. */
export const useUsageLately = (ids: string[]) => useResource(lately, ids.join("\n")).value?.items;

export const refreshUsage = () => lately.refresh();

export const clearUsage = () => lately.clear();
