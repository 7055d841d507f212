import type { Failure } from '../../domain/failure.ts';
import type { InboxFile } from '../../inbox/inbox.ts';

interface Sight {
  readonly stamp: string;
  readonly firstMs: number;
  readonly sinceMs: number;
  readonly failure?: Failure;
}

interface Seen {
  readonly stable: ReadonlySet<string>;
  readonly fresh: ReadonlySet<string>;
}

/** What one process has seen of files in inboxes: how long each has stood still, and why one was left as it is. */
export class FileStability {
  #sights = new Map<string, Sight>();
  #warned = new Set<string>();

  /**
   * The paths of those that have stood still for `stableForMs`, in two looks at least, and of those that were not seen for as long yet;
   * `nowMs` of a clock that only goes forward.
   */
  see(files: readonly InboxFile[], nowMs: number, stableForMs: number): Seen {
    const stable = new Set<string>();
    const fresh = new Set<string>();
    for (const { path, stamp } of files) {
      const sight = this.#sights.get(path);
      const firstMs = sight?.firstMs ?? nowMs;
      if (sight?.stamp !== stamp) this.#sights.set(path, { stamp, firstMs, sinceMs: nowMs });
      else if (nowMs - sight.sinceMs >= stableForMs) stable.add(path);
      if (sight === undefined || nowMs - firstMs < stableForMs) fresh.add(path);
    }
    return { stable, fresh };
  }

  /** Why the file, as it is, was left before. */
  verdictOn({ path, stamp }: InboxFile): Failure | undefined {
    const sight = this.#sights.get(path);
    return sight?.stamp === stamp ? sight.failure : undefined;
  }

  /** A file is not read again before it changes. */
  note({ path, stamp }: InboxFile, failure: Failure): void {
    const { firstMs = 0, sinceMs = 0 } = this.#sights.get(path) ?? {};
    this.#sights.set(path, { stamp, firstMs, sinceMs, failure });
  }

  /** True for the first call only, so that people are notified once of a state that lasts. */
  isNews(what: string): boolean {
    const isNews = !this.#warned.has(what);
    this.#warned.add(what);
    return isNews;
  }

  /** Forgets the files: no run is open. */
  clear(): void {
    this.#sights.clear();
  }
}
