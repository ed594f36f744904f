import type { Strings } from "..";
import { access } from "./access";
import { account } from "./account";
import { audit } from "./audit";
import { bin } from "./bin";
import { catalog } from "./catalog";
import { editor } from "./editor";
import { forms } from "./forms";
import { frame } from "./frame";
import { groups } from "./groups";
import { history } from "./history";
import { keys } from "./keys";
import { memory } from "./memory";
import { model } from "./model";
import { models } from "./models";
import { people } from "./people";
import { refusals } from "./refusals";
import { request } from "./request";
import { runtimes } from "./runtimes";
import { settings } from "./settings";
import { signIn } from "./signIn";
import { state } from "./state";
import { tryIt } from "./tryIt";
import { ui } from "./ui";
import { undo } from "./undo";
import { weights } from "./weights";

export const de: Strings = {
  language: "de", access, account, audit, bin, catalog, editor, forms, frame, groups, history, keys, memory,
  model, models, people, refusals, request, runtimes, settings, signIn, state, tryIt, ui, undo, weights,
};
