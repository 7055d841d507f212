import { expect, test } from '@jest/globals';
import type { Row } from '../../../src/domain/row.ts';
import { CachedRows } from '../../../src/tables/workbook/cached-rows.ts';

type Chunk = readonly Row[];

const chunk = (line: number, cells: readonly string[] = ['a']): Chunk => [
  { line, cells, kinds: cells.map(() => 'text') } as Row,
];

/** A sheet of so many chunks that counts how often each was read. */
function sheet(chunks: number, cells?: readonly string[]) {
  const read: number[] = [];
  let left = 0;
  async function* rows(): AsyncGenerator<Chunk> {
    try {
      for (let line = 1; line <= chunks; line += 1) {
        read.push(line);
        yield chunk(line, cells);
      }
    } finally {
      left += 1;
    }
  }
  return { rows: new CachedRows(rows), read, left: () => left };
}

async function linesOf(rows: CachedRows, most = Number.POSITIVE_INFINITY): Promise<number[]> {
  const lines: number[] = [];
  for await (const [row] of rows.chunks()) {
    lines.push(row?.line ?? 0);
    if (lines.length === most) break;
  }
  return lines;
}

test('a pass does not read again what an earlier one has read, and continues after it', async () => {
  const { rows, read, left } = sheet(5);
  expect(await linesOf(rows, 2)).toEqual([1, 2]);
  expect(await linesOf(rows, 1)).toEqual([1]);
  expect(await linesOf(rows)).toEqual([1, 2, 3, 4, 5]);
  expect(await linesOf(rows)).toEqual([1, 2, 3, 4, 5]);
  expect(read).toEqual([1, 2, 3, 4, 5]);
  expect(left()).toBe(1);
});

test('two passes at once both yield every row once', async () => {
  const { rows } = sheet(6);
  const [one, other] = [rows.chunks(), rows.chunks()];
  const lines: number[][] = [[], []];
  for (let at = 0; at < 6; at += 1) {
    lines[0]?.push((await one.next()).value?.[0]?.line);
    if (at % 2 === 0) continue;
    for (let more = 0; more < 2; more += 1) lines[1]?.push((await other.next()).value?.[0]?.line);
  }
  expect(lines).toEqual([
    [1, 2, 3, 4, 5, 6],
    [1, 2, 3, 4, 5, 6],
  ]);
  expect([(await one.next()).done, (await other.next()).done]).toEqual([true, true]);
});

test('a sheet that is too large is not cached, and is read anew by each pass', async () => {
  const wide = Array.from({ length: 1000 }, () => 'x');
  const { rows, read } = sheet(2_100, wide);
  expect((await linesOf(rows)).length).toBe(2_100);
  expect((await linesOf(rows, 3)).length).toBe(3);
  expect(read.length).toBe(2_103);
});

test('a pass that follows a broken one meets the same error, and never takes it for the end', async () => {
  async function* rows(): AsyncGenerator<Chunk> {
    yield chunk(1);
    throw new Error('broken');
  }
  const cached = new CachedRows(rows);
  for (let pass = 0; pass < 3; pass += 1) await expect(linesOf(cached)).rejects.toThrow('broken');
});
