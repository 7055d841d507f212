import type { Performance } from './perform.ts';

/** Prints the performances side by side, then each promise that was broken. */
export function printTable(performances: readonly Performance[]): void {
  const lines: string[][] = [['', ...performances.map(({ name }) => name)]];
  for (const part of ['faults', 'results'] as const) {
    const names = new Set(performances.flatMap((one) => [...one[part].keys()]));
    for (const name of names)
      lines.push([name, ...performances.map((one) => String(one[part].get(name) ?? '-'))]);
    lines.push([]);
  }
  lines.push(['promises', ...performances.map(({ broken }) => (broken.length === 0 ? 'kept' : 'BROKEN'))]);
  const widths = lines.reduce<number[]>(
    (most, line) =>
      line.map((cell, at) => Math.max(cell.length, most[at] ?? 0)).concat(most.slice(line.length)),
    [],
  );
  for (const line of lines)
    console.log(
      line
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  for (const { name, reasons, broken } of performances) {
    for (const shown of reasons) console.log(`${name} handed in again: ${shown}`);
    for (const shown of broken) console.log(`${name} BROKEN: ${shown}`);
  }
}
