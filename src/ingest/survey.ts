import { createHash, type Hash } from 'node:crypto';
import { BatchDigest, batchIdLength } from './batch-digest.ts';
import { fileStop } from './file-stop.ts';
import { type Facts, judgeRow } from './judge-row.ts';
import { openPass } from './pass.ts';
import type { Rules } from './read-row.ts';
import { Repeats } from './repeats.ts';
import { Sightings } from './sightings.ts';
import type { Source } from './source.ts';
import { Tally, type Totals } from './tally.ts';

/** What the whole file comes to, with nothing written anywhere. */
export interface Survey extends Facts, Totals {
  /** SHA-256, hexadecimal, of what the cells say; the batch's id is its beginning. */
  readonly digest: string;
  /** SHA-256, hexadecimal, of the bytes that were surveyed. */
  readonly bytesDigest: string;
}

/** Almost every file is told right by this guess; where one is not, its rows are counted once more. */
const guess: Facts = {
  batch: '0'.repeat(batchIdLength),
  endToEndIsReference: true,
  repeated: new Map(),
  duplicates: new Map(),
};

/**
 * The first pass: judges every row in bounded memory and writes nothing. A file in which something repeats is read again for
 * exact counts. Stops where the file is refused whole, `file_without_rows` among the reasons.
 */
export async function survey(source: Source, rules: Rules): Promise<Survey> {
  const hash = createHash('sha256');
  const pass = await openPass({ ...source, bytes: () => hashing(source.bytes(), hash) }, rules);
  const repeats = new Repeats();
  const digest = new BatchDigest(rules.again);
  const tally = new Tally(rules);
  for await (const readings of pass.readings) {
    for (const reading of readings) {
      repeats.note(reading);
      digest.add(reading.said);
      tally.add(judgeRow(reading, guess, pass));
    }
  }
  if (tally.rows === 0) throw fileStop('file_without_rows');
  const { repeated, duplicates } = repeats;
  const endToEndIsReference = await isReference(source, rules, repeats);
  const ends = digest.finish();
  const facts: Facts = { batch: ends.batch, endToEndIsReference, repeated, duplicates };
  const isGuessed = endToEndIsReference || repeats.withEndToEndId === 0;
  const isExact = isGuessed && repeated.size === 0 && duplicates.size === 0;
  const totals = isExact ? tally : await tallyAgain(source, rules, facts);
  return { ...facts, digest: ends.digest, bytesDigest: hash.digest('hex'), ...totals.totals() };
}

async function* hashing(bytes: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
  for await (const piece of bytes) {
    hash.update(piece);
    yield piece;
  }
}

/** Whether rows without a client reference go by their end-to-end id. */
async function isReference(source: Source, rules: Rules, repeats: Repeats): Promise<boolean> {
  if (repeats.unnamed === 0 || !repeats.endToEndFits) return false;
  // The ids of rows that have a reference as well were not held against each other.
  return repeats.named === 0 || endToEndIdsAreUnique(source, rules);
}

async function endToEndIdsAreUnique(source: Source, rules: Rules): Promise<boolean> {
  const pass = await openPass(source, rules);
  const ids = new Sightings();
  for await (const readings of pass.readings) {
    for (const { endToEndId, row } of readings) {
      if (endToEndId !== '' && ids.sight(endToEndId, row.line) !== 0) return false;
    }
  }
  return true;
}

async function tallyAgain(source: Source, rules: Rules, facts: Facts): Promise<Tally> {
  const pass = await openPass(source, rules);
  const tally = new Tally(rules);
  for await (const readings of pass.readings) {
    for (const reading of readings) tally.add(judgeRow(reading, facts, pass));
  }
  return tally;
}
