import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeXlsx } from 'hucre';
import { refunds } from '../support/trial.ts';
import { measure, median } from './measure.ts';
import type { Line } from './survey-bench.ts';

const main = new URL('../../dist/src/cli/main.js', import.meta.url).pathname;
const rounds = 3;

/** Compares `check` of a workbook with `check` of the same rows as CSV, as whole processes; expected within a factor of two. */
export async function compareWorkbooks(
  folder: string,
  env: Record<string, string>,
): Promise<readonly Line[]> {
  const files: readonly [what: string, text: string][] = [
    ['999 rows', refunds(999)],
    ['9,999 rows', refunds(9_999)],
    ['50,000 rows', refunds(50_000)],
    ['2,000 rows of 993 columns', wide(2_000, 993)],
  ];
  const lines: Line[] = [];
  for (const [what, text] of files) {
    const [csv, xlsx] = [join(folder, 'same.csv'), join(folder, 'same.xlsx')];
    const rows = text
      .trimEnd()
      .split('\n')
      .map((line) => line.split(','));
    writeFileSync(csv, text);
    writeFileSync(xlsx, await writeXlsx({ sheets: [{ name: 'Sheet', rows }] }));
    const times: Record<string, number[]> = { [csv]: [], [xlsx]: [] };
    for (let round = 0; round < rounds; round += 1) {
      for (const file of [csv, xlsx]) {
        const { ms } = await measure(process.execPath, [main, 'check', file], env, folder);
        times[file]?.push(ms);
      }
    }
    const [plain, book] = [median(times[csv] ?? []), median(times[xlsx] ?? [])];
    lines.push([
      `check of a workbook / of the same ${what} as CSV`,
      `${(book / plain).toFixed(2)} x (${(book / 1000).toFixed(1)} s)`,
    ]);
  }
  return lines;
}

/** Valid rows with columns that the check does not use. */
function wide(rows: number, columns: number): string {
  const lines = refunds(rows).trimEnd().split('\n');
  return lines
    .map((line, row) => {
      const more = Array.from({ length: columns - 4 }, (_, at) =>
        row === 0 ? `extra ${at}` : `v${(at * row) % 97}`,
      );
      return [line, ...more].join(',');
    })
    .join('\n');
}
