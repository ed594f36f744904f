import { useStrings } from "../state/language";
import { useResidencyPicture } from "../state/residency";
import { useRights } from "../state/rights";
import { modelIn, narrowed, type CommandGroup } from "./commands";
import { generalActs } from "./generalActs";
import { actCommands, openCommand } from "./modelCommands";
import { placesFor } from "./places";
import { useFoundModels, useOneModel } from "./useFoundModels";

// With ten acts each, more would be a list that nobody reads.
const modelsWithActs = 8;

interface PaletteGroups {
  groups: CommandGroup[];
  isSearching: boolean;
}

/** @param currentId the model that one is at, whose acts come first */
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
  // Until the server has answered, what it said to an earlier question must fit this one.
  const sifts = namesAnAct || isSearching;
  const groups = [
    ...narrowed(typed, [
      { name: current?.name ?? "", commands: current ? actsOn(current) : [] },
      { name: names.pages, commands: placesFor(rights.isAdmin, strings) },
      { name: names.acts, commands: generalActs(rights, strings, onShortcuts) },
    ]),
    // The server finds models by more than their names: where nothing else is named, all that it found stays.
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
