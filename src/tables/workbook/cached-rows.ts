import type { Row } from '../../domain/row.ts';

type Chunk = readonly Row[];

/** What is kept of one sheet at most: some 100 MB. A longer sheet is read anew by each pass. */
const mostCells = 2_000_000;
const mostCharacters = 32_000_000;

/**
 * The rows of a sheet for several passes, one after the other: what one pass has read is given again to the next, which goes on where that one
 * left off. `read` reads from the start and gives the same chunks each time.
 */
export class CachedRows {
  readonly #read: () => AsyncGenerator<Chunk>;
  #cached: Chunk[] = [];
  #cells = 0;
  #characters = 0;
  /** What follows the kept chunks, where no pass is reading it. */
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
    // Not so at its end, nor where it failed: then the next pass must meet the same.
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

  /** Ready to give the chunk at this place. */
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
