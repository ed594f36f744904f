import { useEffect, useState } from "react";
import { fetchModel, listModels } from "../api/models";
import type { ListedModel } from "../api/types";
import { useStrings } from "../state/language";
import { useResidencySnapshot } from "../state/residency";
import { useRights } from "../state/rights";
import { type CommandGroup, modelIn, narrowed } from "./commands";
import { generalCommands, pageCommands } from "./generalCommands";
import { modelCommands, openCommand } from "./modelCommands";

// Each has about ten actions: more would be too long a list.
const modelsWithActs = 8;

interface PaletteGroups {
  groups: CommandGroup[];
  isSearching: boolean;
}

/** @param currentId the current model, whose actions come first */
export function usePaletteGroups(typed: string, currentId: string | undefined, onShortcuts: () => void): PaletteGroups {
  const strings = useStrings();
  const rights = useRights();
  const snapshot = useResidencySnapshot();
  const { groups: names, switchOn, switchOff } = strings.frame.palette;

  const query = modelIn(typed, [...Object.values(strings.models.menu), switchOn(""), switchOff("")]);
  const { models, isSearching } = useFoundModels(typed, query);
  const current = useOneModel(currentId);

  const wanted = typed.trim();
  const namesAnAct = wanted !== "" && query !== wanted;
  const withActs = wanted === "" ? 0 : namesAnAct ? modelsWithActs : 1;
  const actsOn = (model: typeof models[number]) => modelCommands(model, rights, snapshot, strings);
  const found = { name: names.models, commands: models.map(openCommand) };
  // Until the server has answered, results of the previous search must match this one.
  const sifts = namesAnAct || isSearching;
  const groups = [
    ...narrowed(typed, [
      { name: current?.name ?? "", commands: current ? actsOn(current) : [] },
      { name: names.pages, commands: pageCommands(rights.isAdmin, strings) },
      { name: names.actions, commands: generalCommands(rights, strings, onShortcuts) },
    ]),
    // The server searches more than names: keep all its results unless the text names something else.
    ...narrowed(sifts ? typed : "", [found]),
    ...narrowed(typed, [
      {
        name: names.modelActions,
        commands: models.filter(({ id }) => id !== current?.id).slice(0, withActs).flatMap(actsOn),
      },
    ]),
  ];
  return { groups, isSearching };
}

const pauseMilliseconds = 120;

interface Found {
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
function useFoundModels(typed: string, query: string | undefined): Found {
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

function useOneModel(id: string | undefined): ListedModel | undefined {
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
