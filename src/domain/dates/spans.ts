/** An hour and a day of 24 hours, in ms. */
export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;
