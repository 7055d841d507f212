import { gunzipSync } from 'node:zlib';
import type { Random } from '../simulation/random.ts';

type Mutation = (bytes: Buffer, random: Random, others: readonly Buffer[]) => Buffer;

const at = (bytes: Buffer, random: Random) => random.whole(0, bytes.length);

function slice(bytes: Buffer, random: Random): Buffer {
  const start = at(bytes, random);
  return bytes.subarray(start, start + random.whole(1, 200));
}

function splice(bytes: Buffer, position: number, removed: number, added: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, position), added, bytes.subarray(position + removed)]);
}

/** Changes the order or the place of lines. */
function withLines(change: (lines: string[], random: Random) => string[]): Mutation {
  return (bytes, random) => {
    const lines = bytes.toString('latin1').split('\n');
    return Buffer.from(change(lines, random).join('\n'), 'latin1');
  };
}

function exchanged(pairs: readonly (readonly [string, string])[]): Mutation {
  return (bytes, random) => {
    const [one, other] = random.pick(pairs);
    return Buffer.from(bytes.toString('latin1').replaceAll(one, other), 'latin1');
  };
}

function swapCells(lines: string[], random: Random): string[] {
  const line = random.whole(0, lines.length - 1);
  const mark = random.pick([',', ';', '\t', '|']);
  const cells = (lines[line] ?? '').split(mark);
  const [one, other] = [random.whole(0, cells.length - 1), random.whole(0, cells.length - 1)];
  [cells[one], cells[other]] = [cells[other] ?? '', cells[one] ?? ''];
  return lines.with(line, cells.join(mark));
}

/** Swaps the same two columns in every line, so that header and rows still fit each other. */
function swapColumns(lines: string[], random: Random): string[] {
  const mark = random.pick([',', ';', '\t', '|']);
  const [one, other] = [random.whole(0, 6), random.whole(0, 6)];
  return lines.map((line) => {
    const cells = line.split(mark);
    if (cells.length <= Math.max(one, other)) return line;
    [cells[one], cells[other]] = [cells[other] ?? '', cells[one] ?? ''];
    return cells.join(mark);
  });
}

const bits: Mutation = (bytes, random) => {
  const changed = Buffer.from(bytes);
  for (let count = random.whole(1, 8); count > 0 && changed.length > 0; count -= 1) {
    const position = random.whole(0, changed.length - 1);
    changed[position] = (changed[position] ?? 0) ^ (1 << random.whole(0, 7));
  }
  return changed;
};

const signs = [
  ...[
    '"',
    "'",
    '""',
    ';',
    ',',
    '\t',
    '|',
    '.',
    '-',
    '(',
    ')',
    '€',
    ' EUR',
    '\u00a0',
    '\u202f',
    '0',
    '00',
    '9',
  ],
  ...['\n', '\r', '\r\n', '\0', '=', 'sep=;\n', '\ufeff', 'Total', 'E+25', '\u2212', '1.234', 'é', '\xe9'],
];

const mutations: readonly Mutation[] = [
  bits,
  (bytes, random) => bytes.subarray(0, at(bytes, random)),
  (bytes, random) => bytes.subarray(at(bytes, random)),
  (bytes, random) => splice(bytes, at(bytes, random), random.whole(0, 20), Buffer.alloc(0)),
  (bytes, random) => splice(bytes, at(bytes, random), 0, Buffer.from(random.pick(signs))),
  (bytes, random) => splice(bytes, at(bytes, random), 1, Buffer.from(random.pick(signs), 'latin1')),
  (bytes, random) => splice(bytes, at(bytes, random), 0, slice(bytes, random)),
  (bytes, random, others) => splice(bytes, at(bytes, random), 0, slice(random.pick(others), random)),
  (bytes, random, others) => Buffer.concat([bytes, random.pick(others)]),
  withLines((lines, random) => lines.toSorted(() => random.next() - 0.5)),
  withLines((lines, random) => {
    const [from, to] = [random.whole(0, lines.length - 1), random.whole(0, lines.length)];
    return lines.toSpliced(to, 0, lines[from] ?? '');
  }),
  withLines(swapCells),
  withLines(swapColumns),
  exchanged([
    [',', ';'],
    [';', ','],
    [';', '\t'],
    [',', '|'],
    ['.', ','],
    [',', '.'],
    ['\r\n', '\n'],
    ['\n', '\r\n'],
    ['\n', '\r'],
    ['"', ''],
    [' ', '\u00a0'],
  ]),
  (bytes) => Buffer.from(bytes.toString('utf8'), 'utf16le'),
  (bytes) => Buffer.from(bytes.toString('utf8'), 'latin1'),
  (bytes) => Buffer.from(bytes.toString('latin1'), 'utf8'),
];

/** Applies one to four random mutations; the same seed gives the same file. */
export function mutated(bytes: Buffer, random: Random, others: readonly Buffer[]): Buffer {
  let changed = bytes[0] === 0x1f && bytes[1] === 0x8b && random.chance(0.8) ? unpacked(bytes) : bytes;
  for (let count = Math.ceil(4 * random.next() ** 2); count > 0; count -= 1)
    changed = random.pick(mutations)(changed, random, others).subarray(0, 100_000);
  return changed;
}

function unpacked(bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes);
  } catch {
    return bytes;
  }
}
