import { fail } from '../../domain/failure.ts';
import type { Encoding, TextFormat } from '../../domain/table.ts';
import { decoderOf } from './decoder.ts';
import { dialectOf } from './dialect.ts';
import { evidenceFor, markOf } from './encoding-evidence.ts';
import type { EncodingVerdict } from './encoding-verdict.ts';

/** The format of a text; or where its encoding becomes unclear. */
export type TextAnalysis =
  | { readonly kind: 'clear'; readonly format: Omit<TextFormat, 'isPacked'> }
  | Extract<EncodingVerdict, { kind: 'unclear' }>;

/** The bytes that the separator is determined from. */
const sampleBytes = 1024 * 1024;

/** Analyzes a whole text, whose first bytes are `head`. Throws `file_empty`. */
export async function analyzeText(
  head: Buffer,
  text: AsyncIterable<Buffer>,
  stated: Encoding | undefined,
): Promise<TextAnalysis> {
  const evidence = evidenceFor(head, stated);
  const pieces: Buffer[] = [];
  let sampled = 0;
  let hasInkBeyond = false;
  let isWhole = true;
  for await (const piece of text) {
    evidence.add(piece);
    isWhole = sampled < sampleBytes;
    if (isWhole) pieces.push(piece);
    else hasInkBeyond ||= piece.some((byte) => byte > 0x20);
    sampled += piece.length;
  }
  const verdict = evidence.judge();
  if (verdict.kind === 'unclear') return verdict;
  const { encoding } = verdict;
  const sample = decoderOf(encoding).write(Buffer.concat(pieces));
  if (sample.trim() === '' && !hasInkBeyond) throw fail('file_empty');
  const hasBom = markOf(head) !== undefined;
  return { kind: 'clear', format: { kind: 'text', encoding, hasBom, ...dialectOf(sample, isWhole) } };
}
