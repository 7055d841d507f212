import { createHash } from 'node:crypto';
import { z } from 'zod';
import { creationBody } from './creation-body.ts';
import type { Creation } from './judge-creation.ts';
import { isInitiated, type PaymentStatus, paymentSchema, type SandboxPayment, takerOf } from './payment.ts';

const endSchema = z.object({ how: z.enum(['revoked', 'completed']), atMs: z.number() });

/** How a link ended, other than by its expiry. */
export type Ending = z.infer<typeof endSchema>['how'];

const linkSchema = z.object({
  id: z.string(),
  url: z.string(),
  body: creationBody,
  createdAtMs: z.number(),
  expiresAtMs: z.number(),
  ended: endSchema.exactOptional(),
});

/** One link of the sandbox. Times in epoch milliseconds. */
export type SandboxLink = Readonly<z.infer<typeof linkSchema>>;

/** An event of a link, as the journal stores it. */
export const linkEventSchema = z.union([
  z.object({ made: linkSchema }),
  z.object({ ended: endSchema.extend({ id: z.string() }) }),
  /** The new state of the payment; it completes its link if it is initiated. */
  z.object({ paid: paymentSchema }),
]);

export type LinkEvent = z.infer<typeof linkEventSchema>;

/** The status of a link at `nowMs`; expiry is computed here. */
export function statusOf(link: SandboxLink, nowMs: number): 'valid' | 'expired' | Ending {
  if (link.ended) return link.ended.how;
  return nowMs < link.expiresAtMs ? 'valid' : 'expired';
}

/** All links and payments in the order of their creation. Every change is passed to `write` before any reader can see it. */
export class LinkStore {
  readonly #links: SandboxLink[] = [];
  readonly #places = new Map<string, number>();
  readonly #payments: SandboxPayment[] = [];
  readonly #paymentPlaces = new Map<string, number>();
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

  /** Oldest first. */
  get payments(): readonly SandboxPayment[] {
    return this.#payments;
  }

  find(id: string): SandboxLink | undefined {
    const place = this.#places.get(id);
    return place === undefined ? undefined : this.#links[place];
  }

  /** Makes a link; creation times never run backwards, so that lists can be searched by halving. */
  make(creation: Creation, nowMs: number): SandboxLink {
    const id = this.#newId(this.#places);
    const link: SandboxLink = {
      id,
      url: `https://pay.bridgeapi.io/link/${createHash('sha256').update(id).digest('hex')}`,
      body: creation.body,
      createdAtMs: Math.max(nowMs, this.#links.at(-1)?.createdAtMs ?? 0),
      expiresAtMs: creation.expiresAtMs,
    };
    this.#record({ made: link });
    return link;
  }

  end(id: string, how: Ending, atMs: number): void {
    this.#record({ ended: { id, how, atMs } });
  }

  /**
   * Starts a payment of the link or moves the one that is under way; undefined if neither is possible. A payment that
   * began in time goes on after expiry or revocation and then completes the link: Bridge does not document it, and a client
   * must cope with it.
   */
  pay(linkId: string, status: PaymentStatus, nowMs: number): SandboxPayment | undefined {
    const link = this.find(linkId);
    if (!link) return undefined;
    const payments = this.#payments.filter((payment) => payment.linkId === linkId);
    const taker = takerOf(status, payments, statusOf(link, nowMs) === 'valid');
    if (!taker) return undefined;
    const payment: SandboxPayment =
      taker === 'new'
        ? { id: this.#newId(this.#paymentPlaces), linkId, status, createdAtMs: nowMs, updatedAtMs: nowMs }
        : { ...taker, status, updatedAtMs: nowMs };
    this.#record({ paid: payment });
    return payment;
  }

  /** Replays the events of the journal. */
  replay(event: LinkEvent): void {
    if ('made' in event) {
      this.#places.set(event.made.id, this.#links.length);
      this.#links.push(event.made);
    } else if ('paid' in event) {
      this.#takePayment(event.paid);
    } else {
      this.#takeEnd(event.ended.id, event.ended.how, event.ended.atMs);
    }
  }

  #record(event: LinkEvent): void {
    this.#write(event);
    this.replay(event);
  }

  #takeEnd(id: string, how: Ending, atMs: number): void {
    const place = this.#places.get(id);
    const link = place === undefined ? undefined : this.#links[place];
    if (place !== undefined && link) this.#links[place] = { ...link, ended: { how, atMs } };
  }

  #takePayment(payment: SandboxPayment): void {
    const place = this.#paymentPlaces.get(payment.id) ?? this.#payments.length;
    this.#paymentPlaces.set(payment.id, place);
    this.#payments[place] = payment;
    const isCompleted = this.find(payment.linkId)?.ended?.how === 'completed';
    if (isInitiated(payment.status) && !isCompleted) {
      this.#takeEnd(payment.linkId, 'completed', payment.updatedAtMs);
    }
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
  #newId(taken: ReadonlyMap<string, number>): string {
    for (;;) {
      const hex = Array.from({ length: 4 }, () => Math.floor(this.#random() * 2 ** 32))
        .map((part) => part.toString(16).padStart(8, '0'))
        .join('');
      const id = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
      if (!taken.has(id)) return id;
    }
  }
}
