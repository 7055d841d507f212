/**
 * The installation's keys. Each sealed text names the key that sealed it and is bound to its context: it opens in no other place. `seal` and
 * `open` may throw an AppError: `key_missing` where a needed key is not here, `key_unusable` where the key file is no longer usable.
 */
export interface Vault {
  /** Id of the key that seals now; undefined where there is none, and stored data stay plain. */
  currentId(): string | undefined;
  /** Ids of all keys of the installation, the current one first. */
  ids(): readonly string[];
  /** Whether texts that the key of this id sealed open here; a dropped key still opens. */
  opens(id: string): boolean;
  seal(text: string | Buffer, context: string): string;
  /** The sealed bytes; throws `SealBroken` where the text or its context was changed. */
  open(sealed: string, context: string): Buffer;
}
