import { account } from "./account";
import { catalog } from "./catalog";
import { forms } from "./forms";
import { frame } from "./frame";
import { memory } from "./memory";
import { model } from "./model";
import { models } from "./models";
import { refusals } from "./refusals";
import { request } from "./request";
import { settings } from "./settings";
import { signIn } from "./signIn";
import { state } from "./state";
import { ui } from "./ui";
import { undo } from "./undo";

/** What the first page needs, and all pages share. The rest comes with the pages that import it. */
export const first = {
  language: "en", account, catalog, forms, frame, memory, model, models, refusals, request, settings, signIn, state, ui, undo,
};
