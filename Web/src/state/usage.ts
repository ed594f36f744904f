import { fetchUsageLately } from "../api/usage";
import { createResource, useResource } from "./resource";

/** The key is a list of IDs, one per line. The previous value is shown meanwhile: each ID is looked up in it. */
const lately = createResource((ids) => fetchUsageLately(ids.split("\n")), { keepsPrevious: true });

/** The requests to these models in the last half hour. */
export const useUsageLately = (ids: string[]) => useResource(lately, ids.join("\n")).value?.items;

export const refreshUsage = () => lately.refresh();

export const clearUsage = () => lately.clear();
