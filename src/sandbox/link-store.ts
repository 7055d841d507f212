import { createHash } from 'node:crypto';
import type { CreationBody } from './creation-body.ts';
import type { Creation } from './judge-creation.ts';

/** How a link ended, other than by its expiry. */
export type Ending = 'revoked' | 'completed';

/** One link of the sandbox. Times in epoch milliseconds. */
export interface SandboxLink {
  readonly id: string;
  readonly url: string;
  readonly body: CreationBody;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  readonly ended?: { readonly how: Ending; readonly atMs: number };
}

/** Something that happened to a link, as it is written down. */
export type LinkEvent =
  | { readonly made: SandboxLink }
  | { readonly ended: { readonly id: string; readonly how: Ending; readonly atMs: number } };

/** Where a link stands at `nowMs`; expiry is computed when asked for. */
export function statusOf(link: SandboxLink, nowMs: number): 'valid' | 'expired' | Ending {
  if (link.ended) return link.ended.how;
  return nowMs < link.expiresAtMs ? 'valid' : 'expired';
}

/** All links in the order of their creation. Every change is handed to `write` before it is seen by anybody. */
export class LinkStore {
  readonly #links: SandboxLink[] = [];
  readonly #places = new Map<string, number>();
  readonly #random: () => number;
  readonly #write: (event: LinkEvent) => void;

  constructor(random: () => number, write: (event: LinkEvent) => void) {
    this.#random = random;
    this.#write = write;
  }

  /** Oldest first. */
  get links(): readonly SandboxLink[] {
    return this.#links;
  }

  find(id: string): SandboxLink | undefined {
    const place = this.#places.get(id);
    return place === undefined ? undefined : this.#links[place];
  }

  /** Makes a link; creation times never run backwards, so that lists can be searched by halving. */
  make(creation: Creation, nowMs: number): SandboxLink {
    const id = this.#newId();
    const link: SandboxLink = {
      id,
      url: `https://pay.bridgeapi.io/link/${createHash('sha256').update(id).digest('hex')}`,
      body: creation.body,
      createdAtMs: Math.max(nowMs, this.#links.at(-1)?.createdAtMs ?? 0),
      expiresAtMs: creation.expiresAtMs,
    };
    this.#write({ made: link });
    this.replay({ made: link });
    return link;
  }

  end(id: string, how: Ending, atMs: number): void {
    const event = { ended: { id, how, atMs } };
    this.#write(event);
    this.replay(event);
  }

  /** Takes in what was written before. */
  replay(event: LinkEvent): void {
    if ('made' in event) {
      this.#places.set(event.made.id, this.#links.length);
      this.#links.push(event.made);
      return;
    }
    const { id, how, atMs } = event.ended;
    const place = this.#places.get(id);
    const link = place === undefined ? undefined : this.#links[place];
    if (place !== undefined && link) this.#links[place] = { ...link, ended: { how, atMs } };
  }

  /** How many links were created before `atMs`. */
  countBefore(atMs: number): number {
    let low = 0;
    let high = this.#links.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#links[middle]?.createdAtMs ?? 0) < atMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** A UUID; drawn again if a replayed link has it already, as after a restart with the same seed. */
  #newId(): string {
    for (;;) {
      const hex = Array.from({ length: 4 }, () => Math.floor(this.#random() * 2 ** 32))
        .map((part) => part.toString(16).padStart(8, '0'))
        .join('');
      const id = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
      if (!this.#places.has(id)) return id;
    }
  }
}
