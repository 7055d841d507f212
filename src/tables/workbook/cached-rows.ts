import type { Row } from '../../domain/row.ts';

type Chunk = readonly Row[];

/** The limits of the cache of one sheet, some 100 MB. A longer sheet is read again by each pass. */
const mostCells = 2_000_000;
const mostCharacters = 32_000_000;

/**
 * The rows of a sheet for several passes, one after the other: each pass gets what earlier ones have read from a
 * cache, and continues reading where they stopped. `read` reads from the start and yields the same chunks each time.
 */
export class CachedRows {
  readonly #read: () => AsyncGenerator<Chunk>;
  #cached: Chunk[] = [];
  #cells = 0;
  #characters = 0;
  /** The reader behind the cached chunks, while no pass uses it. */
  #rest: AsyncGenerator<Chunk> | undefined;
  #isWhole = false;
  #isTooMuch = false;

  constructor(read: () => AsyncGenerator<Chunk>) {
    this.#read = read;
  }

  async *chunks(): AsyncGenerator<Chunk> {
    let at = 0;
    for (; at < this.#cached.length; at += 1) yield this.#cached[at] ?? [];
    if (this.#isWhole) return;
    const rest = await this.#takeRest(at);
    // The reader is reusable only if the pass stopped between chunks: after the end or an error the next pass must
    // read anew and meet the same.
    let isLeft = false;
    try {
      for (let next = await rest.next(); next.done !== true; next = await rest.next()) {
        this.#cache(next.value, at);
        at += 1;
        isLeft = true;
        yield next.value;
        isLeft = false;
      }
      this.#isWhole = this.#cached.length === at;
    } finally {
      if (isLeft && this.#rest === undefined && this.#cached.length === at) this.#rest = rest;
      else await rest.return(undefined);
    }
  }

  /** Returns a reader whose next chunk is the one at this position. */
  async #takeRest(at: number): Promise<AsyncGenerator<Chunk>> {
    const rest = this.#rest;
    this.#rest = undefined;
    if (rest !== undefined && this.#cached.length === at) return rest;
    await rest?.return(undefined);
    const anew = this.#read();
    for (let skipped = 0; skipped < at; skipped += 1) await anew.next();
    return anew;
  }

  #cache(chunk: Chunk, at: number): void {
    if (this.#isTooMuch || this.#cached.length !== at) return;
    for (const { cells } of chunk) {
      this.#cells += cells.length;
      for (const cell of cells) this.#characters += cell.length;
    }
    this.#isTooMuch = this.#cells > mostCells || this.#characters > mostCharacters;
    if (this.#isTooMuch) this.#cached = [];
    else this.#cached.push(chunk);
  }
}
