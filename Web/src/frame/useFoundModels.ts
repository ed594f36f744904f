import { useEffect, useState } from "react";
import { fetchModel, listModels } from "../api/models";
import type { ListedModel } from "../api/types";

const pauseMilliseconds = 120;

export interface Found {
  models: ListedModel[];
  isSearching: boolean;
}

const search = async (query: string): Promise<ListedModel[]> => {
  const found = await listModels({
    query: query || undefined, kind: "all", order_by: "name", direction: "asc", page: 1,
  }).catch(() => undefined);
  return found?.items ?? [];
};

/**
 * Searches models on the server.
 *
 * @param query undefined if `typed` names only an action: then it may apply to any model, or to one of that name
 */
export function useFoundModels(typed: string, query: string | undefined): Found {
  const [found, setFound] = useState<{ typed: string; models: ListedModel[] }>();
  useEffect(() => {
    let isCurrent = true;
    const timer = setTimeout(async () => {
      const lists = await Promise.all(query === undefined ? [search(typed.trim()), search("")] : [search(query)]);
      const byId = new Map(lists.flat().map((model) => [model.id, model]));
      if (isCurrent) setFound({ typed, models: [...byId.values()] });
    }, pauseMilliseconds);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [typed, query]);
  return { models: found?.models ?? [], isSearching: found?.typed !== typed };
}

export function useOneModel(id: string | undefined): ListedModel | undefined {
  const [model, setModel] = useState<ListedModel>();
  useEffect(() => {
    let isCurrent = true;
    if (id !== undefined) {
      // Without it, the palette still has everything else.
      fetchModel(id).then((fetched) => isCurrent && setModel(fetched), () => {});
    }
    return () => {
      isCurrent = false;
    };
  }, [id]);
  return model;
}
