/**
 * Events arrive before their audit entries are written: usually the entries exist after the first of these delays, and
 * on a busy machine after the second. In milliseconds.
 */
export const untilWritten: readonly number[] = [700, 3000];
