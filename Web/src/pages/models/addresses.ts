/** Where the pages about one model stand. */
export const editAddress = (id: string) => `/models/edit?id=${encodeURIComponent(id)}`;
export const historyAddress = (id: string) => `/models/history?id=${encodeURIComponent(id)}`;
export const cloneAddress = (id: string) => `/models/new?clone=${encodeURIComponent(id)}`;
export const tryAddress = (id: string) => `/models/try?id=${encodeURIComponent(id)}`;
/** For who may not edit it: the list, narrowed to it. */
export const listAddress = (id: string) => `/models?query=${encodeURIComponent(id)}`;
