import { laterStrings } from "../../state/language";
import { audit } from "../../strings/en/audit";

export const { use: useAuditStrings, current: currentAuditStrings } = laterStrings("audit", audit);
