/** The addresses of the pages about one model. */
const at = (page: string, id: string) => `/models/${page}?id=${encodeURIComponent(id)}`;

export const modelAddress = (id: string) => at("overview", id);
export const editAddress = (id: string) => at("edit", id);
export const historyAddress = (id: string) => at("history", id);
export const tryAddress = (id: string) => at("try", id);
export const cloneAddress = (id: string) => `/models/new?clone=${encodeURIComponent(id)}`;
