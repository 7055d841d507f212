/** More changes than this make another word. */
const mostChanges = 2;

/** Of the two words, this share must be the same. */
const leastAlike = 0.4;

/** The words that are most like a mistyped one, in the order of the alphabet; none where all are too different. */
export function similarWords(typed: string, known: readonly string[]): string[] {
  const measured = [...new Set(known)].map((word) => ({ word, changes: changesBetween(typed, word) }));
  const near = measured.filter(({ word, changes }) => {
    const length = Math.max(typed.length, word.length);
    return changes <= mostChanges && (length - changes) / length > leastAlike;
  });
  const fewest = Math.min(...near.map(({ changes }) => changes));
  return near
    .filter(({ changes }) => changes === fewest)
    .map(({ word }) => word)
    .sort();
}

/** How many characters must be added, left out, replaced, or swapped with their neighbour. */
function changesBetween(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > mostChanges) return Number.POSITIVE_INFINITY;
  const rows: number[][] = [];
  const at = (i: number, j: number) => rows[i]?.[j] ?? 0;
  for (let i = 0; i <= one.length; i++) {
    rows.push([i]);
    for (let j = 1; j <= other.length; j++) {
      const cost = one[i - 1] === other[j - 1] ? 0 : 1;
      const changes = i === 0 ? j : Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + cost);
      const isSwap = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      rows[i]?.push(isSwap ? Math.min(changes, at(i - 2, j - 2) + 1) : changes);
    }
  }
  return at(one.length, other.length);
}
