/**
 * The installation's keys. Each sealed text names the key that it was sealed by and is bound to its context: it opens in no other
 * place. Both may throw a AppError: `key_missing` where a key is wanted that is not here, `key_unusable` where the key file is no longer fit.
 */
export interface Vault {
  /** Id of the key that seals now; undefined where there is none, and what rests is plain. */
  currentId(): string | undefined;
  /** Ids of all keys that open, the current one first. */
  ids(): readonly string[];
  /** Whether what the key of this id sealed opens here; a key that was dropped still opens. */
  opens(id: string): boolean;
  seal(text: string | Buffer, context: string): string;
  /** What was sealed; an Error where the text or its context was changed. */
  open(sealed: string, context: string): Buffer;
}
