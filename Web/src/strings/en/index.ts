import { access } from "./access";
import { audit } from "./audit";
import { bin } from "./bin";
import { editor } from "./editor";
import { first } from "./first";
import { groups } from "./groups";
import { history } from "./history";
import { keys } from "./keys";
import { people } from "./people";
import { runtimes } from "./runtimes";
import { tryIt } from "./tryIt";
import { weights } from "./weights";

/** All of it: for types and tests. Pages that import it would load every text. */
export const en = { ...first, access, audit, bin, editor, groups, history, keys, people, runtimes, tryIt, weights };
