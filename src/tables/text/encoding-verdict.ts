import type { Encoding } from '../../domain/table.ts';
import type { Message } from '../../i18n/messages.ts';

/** The encoding of a file; or the first doubtful offset, and a description of the problem given its line. */
export type EncodingVerdict =
  | { readonly kind: 'clear'; readonly encoding: Encoding }
  | { readonly kind: 'unclear'; readonly offset: number; describe(line: number): Message };

/** Collects evidence on the encoding of a file from all of its bytes. */
export interface EncodingEvidence {
  add(piece: Buffer): void;
  /** Called once, after the last piece. */
  judge(): EncodingVerdict;
}
