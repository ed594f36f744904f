/** "1 model", "3 models": enough for languages that know just one and many. */
export const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;
