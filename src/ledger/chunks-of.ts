/** Values in groups of one size, as scripts answer them. */
export function chunksOf<T>(values: readonly T[], size: number): T[][] {
  return Array.from({ length: values.length / size }, (_, at) => values.slice(at * size, (at + 1) * size));
}
