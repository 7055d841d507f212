import type { LinkRequest, ListedLink, ListingQuery } from '../../src/bridge/bridge.ts';
import { visibleIban } from '../../src/domain/destination.ts';
import { ibanEnds } from '../../src/domain/wire-values.ts';
import type { World } from './world.ts';

/** A link as the provider has it; times of the world, not of the provider's clock. */
export interface SimLink {
  readonly id: string;
  readonly url: string;
  readonly request: LinkRequest;
  /** The account that it pays to. */
  readonly iban: string | undefined;
  readonly madeAt: number;
  /** From when on lists show it. */
  readonly shownAt: number;
  status: 'valid' | 'revoked' | 'completed';
}

const dashboardIban = 'FR2310096000301695931368H67';

/** What was counted in the provider's windows. */
export interface Arrival {
  readonly at: number;
  /** How long after the time of its permit it came. */
  readonly latenessMs: number;
}

/** The provider that all processes speak to: its links, its clock, its limits. */
export class Provider {
  readonly links: SimLink[] = [];
  readonly #world: World;
  readonly #arrivals: Arrival[] = [];
  #made = 0;
  /** Requests that may still come to something. */
  pending = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /** The provider's own clock. */
  get clock(): number {
    return this.#world.now + this.#world.plan.providerOffset;
  }

  get isOut(): boolean {
    const at = this.#world.now - this.#world.startedAt;
    return this.#world.plan.outages.some(([from, to]) => at >= from && at < to);
  }

  /** Counts a call; true where it is one too many for a window. */
  arrive(latenessMs: number): boolean {
    const { now, plan, judge } = this.#world;
    this.#arrivals.push({ at: now, latenessMs });
    return plan.limits.some(({ count, windowMs }) => {
      const counted = this.#arrivals.filter(({ at }) => at > now - windowMs);
      if (counted.length <= count) return false;
      judge.windowExceeded(windowMs, counted);
      return true;
    });
  }

  make(request: LinkRequest): SimLink {
    const { random, now, judge } = this.#world;
    this.#made += 1;
    const id = `link-${this.#made}`;
    const link: SimLink = {
      id,
      url: `https://pay.bridgeapi.io/${id}`,
      request,
      iban: this.#isSubstituting() ? dashboardIban : request.iban,
      madeAt: this.#stampedAt(),
      shownAt: now + this.#lag(),
      status: 'valid',
    };
    this.links.push(link);
    this.#world.activity += 1;
    this.#world.trace('provider', `makes ${id} for ${request.reference} (${request.tag})`);
    judge.made(link);
    if (random.chance(0.1))
      this.#world.scheduler.after(random.logBetween(100, 600_000), () => this.#pay(link));
    return link;
  }

  #isSubstituting(): boolean {
    const { plan, now, startedAt, random } = this.#world;
    const { substitution } = plan;
    if (substitution === undefined) return false;
    const at = now - startedAt;
    return at >= substitution.from && at < substitution.until && random.chance(substitution.share);
  }

  /** Small pages stand for large ones: what a page holds must not all be made at one moment. */
  #stampedAt(): number {
    return Math.max(this.#world.now, (this.links.at(-1)?.madeAt ?? 0) + 5);
  }

  #pay(link: SimLink): void {
    if (this.statusOf(link) === 'valid') link.status = 'completed';
  }

  #lag(): number {
    const { random, plan, times } = this.#world;
    const most = times.listingDelayMs;
    switch (plan.lag) {
      case 'none':
        return 0;
      case 'some':
        return random.chance(0.3) ? 0 : random.between(0, most);
      case 'longest':
        return random.chance(0.2) ? random.between(0, most) : most - 1;
      case 'beyond':
        return random.chance(0.5) ? random.between(0, most) : random.logBetween(most, most * 10);
    }
  }

  statusOf(link: SimLink): 'valid' | 'revoked' | 'completed' | 'expired' {
    const isPast = Date.parse(link.request.expiresAt) <= this.clock;
    return link.status === 'valid' && isPast ? 'expired' : link.status;
  }

  isLive(link: SimLink): boolean {
    const status = this.statusOf(link);
    return status === 'valid' || status === 'completed';
  }

  liveOf(reference: string): SimLink[] {
    return this.links.filter((link) => link.request.reference === reference && this.isLive(link));
  }

  /** Whether a link pays to the account, and the sum, that were asked for. */
  leadsRight({ request, iban }: SimLink): boolean {
    return iban === request.iban;
  }

  byId(id: string): SimLink | undefined {
    return this.links.find((link) => link.id === id);
  }

  /** A page of a list that moves while it is read: later pages repeat links or leave some out. */
  list({ since, until, limit = 500, next }: ListingQuery): { links: ListedLink[]; next?: string } {
    const { plan, random, now } = this.#world;
    const from = new Date(since).getTime();
    const to = new Date(until).getTime();
    const shown = this.links.filter((link) => {
      const at = Math.floor(link.madeAt + plan.providerOffset);
      const isWithin = plan.windowIsInclusive ? at >= from && at <= to : at > from && at < to;
      return isWithin && link.shownAt <= now;
    });
    const size = Math.min(limit, plan.pageSize);
    const reported = next === undefined ? 0 : Number(/\d+/.exec(next)?.[0] ?? 0);
    const start = next === undefined ? 0 : Math.max(0, reported + random.whole(-1, 1));
    const record = shown.toReversed().slice(start, start + size);
    const more = start + size < shown.length;
    return {
      links: record.map((link) => this.listed(link)),
      ...(more && { next: `?after=${start + size}` }),
    };
  }

  listed(link: SimLink): ListedLink {
    const { request, id, url, madeAt, iban } = link;
    const { plan } = this.#world;
    return {
      id,
      url,
      status: this.statusOf(link),
      reference: request.reference,
      ...(plan.showsTags && { tag: request.tag }),
      amountCents: request.amountCents,
      label: request.label,
      transactionCount: 1,
      currency: 'EUR',
      ...(iban !== undefined && {
        ibanEnds: ibanEnds(iban),
        iban: visibleIban(`${iban.slice(0, 4)}${'X'.repeat(20)}${iban.slice(-3)}`),
      }),
      endToEndId: request.endToEndId,
      payer: request.payer,
      expiresAt: new Date(request.expiresAt).toISOString(),
      createdAt: new Date(Math.floor(madeAt + plan.providerOffset)).toISOString(),
    };
  }
}
