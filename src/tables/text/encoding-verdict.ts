import type { Encoding } from '../../domain/table.ts';
import type { Message } from '../../i18n/messages.ts';

/** What the bytes of a file are; or the offset at which it becomes unclear, and what is wrong there, by the line of it. */
export type EncodingVerdict =
  | { readonly kind: 'clear'; readonly encoding: Encoding }
  | { readonly kind: 'unclear'; readonly offset: number; describe(line: number): Message };

/** Gathers what the whole file says on its encoding. */
export interface EncodingEvidence {
  add(piece: Buffer): void;
  /** After the last piece. */
  judge(): EncodingVerdict;
}
