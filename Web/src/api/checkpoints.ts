import { getText, post } from "./request";

const audit = "/api/v1/audit";

/** The newest, as a C2SP signed note. */
export const fetchCheckpoint = () => getText(`${audit}/checkpoint`);

/** The public key, as a C2SP verifier key. */
export const fetchAuditKey = () => getText(`${audit}/key`);

export const exchangeAuditKey = (reason: string) =>
  post<{ status: boolean; key: string }>(`${audit}/key/rotate`, reason ? { reason } : {});
