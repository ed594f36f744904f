import { useStrings } from "../state/language";
import { useResidencyPicture } from "../state/residency";
import { useRights } from "../state/rights";
import { modelIn, narrowed, type CommandGroup } from "./commands";
import { generalActs } from "./generalActs";
import { actCommands, openCommand } from "./modelCommands";
import { placesFor } from "./places";
import { useFoundModels, useOneModel } from "./useFoundModels";

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
  const picture = useResidencyPicture();
  const { groups: names, switchOn, switchOff } = strings.frame.palette;

  const query = modelIn(typed, [...Object.values(strings.models.menu), switchOn(""), switchOff("")]);
  const { models, isSearching } = useFoundModels(typed, query);
  const current = useOneModel(currentId);

  const wanted = typed.trim();
  const namesAnAct = wanted !== "" && query !== wanted;
  const withActs = wanted === "" ? 0 : namesAnAct ? modelsWithActs : 1;
  const actsOn = (model: typeof models[number]) => actCommands(model, rights, picture, strings);
  const found = { name: names.models, commands: models.map(openCommand) };
  // Until the server has answered, results of the previous search must match this one.
  const sifts = namesAnAct || isSearching;
  const groups = [
    ...narrowed(typed, [
      { name: current?.name ?? "", commands: current ? actsOn(current) : [] },
      { name: names.pages, commands: placesFor(rights.isAdmin, strings) },
      { name: names.acts, commands: generalActs(rights, strings, onShortcuts) },
    ]),
    // The server searches more than names: keep all its results unless the text names something else.
    ...narrowed(sifts ? typed : "", [found]),
    ...narrowed(typed, [
      {
        name: names.modelActs,
        commands: models.filter(({ id }) => id !== current?.id).slice(0, withActs).flatMap(actsOn),
      },
    ]),
  ];
  return { groups, isSearching };
}
