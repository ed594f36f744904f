/**
 * States are told live before their entries are written: mostly they are there after the first of these pauses, and on
 * a busy machine after the second. In milliseconds.
 */
export const untilWritten: readonly number[] = [700, 3000];
