import type { Failure } from '../domain/failure.ts';
import type { InboxFile } from '../inbox/inbox.ts';

interface Sight {
  readonly stamp: string;
  readonly sinceMs: number;
  readonly failure?: Failure;
}

/** What one process has seen of files in inboxes: how long each has stood still, and why one was left as it is. */
export class Looks {
  #sights = new Map<string, Sight>();

  /** The paths of those that have stood still for `stableForMs`, in two looks at least; `nowMs` of a clock that only goes forward. */
  see(files: readonly InboxFile[], nowMs: number, stableForMs: number): ReadonlySet<string> {
    const stable = new Set<string>();
    for (const { path, stamp } of files) {
      const sight = this.#sights.get(path);
      if (sight?.stamp !== stamp) this.#sights.set(path, { stamp, sinceMs: nowMs });
      else if (nowMs - sight.sinceMs >= stableForMs) stable.add(path);
    }
    return stable;
  }

  /** Why the file, as it is, was left before. */
  verdictOn({ path, stamp }: InboxFile): Failure | undefined {
    const sight = this.#sights.get(path);
    return sight?.stamp === stamp ? sight.failure : undefined;
  }

  /** A file is not read again before it changes. */
  note({ path, stamp }: InboxFile, failure: Failure): void {
    this.#sights.set(path, { stamp, sinceMs: this.#sights.get(path)?.sinceMs ?? 0, failure });
  }

  /** Forgets everything: no slot is open. */
  clear(): void {
    this.#sights.clear();
  }
}
