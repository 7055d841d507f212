import { bridgeLinkHost } from '../domain/settings/hosts.ts';
import { message } from '../i18n/messages.ts';
import type { BridgeClock, Departure, Exchange } from './exchange.ts';
import { jsonOf } from './json-of.ts';
import { type LinkRequest, wireLinkRequest } from './link-request.ts';
import { isLinkId, type ListedLink, listedLink } from './listed-link.ts';
import { type Listing, type ListingQuery, listingSearch, readListing } from './listing.ts';
import { type Payments, paymentsSearch, readPayments } from './payments.ts';
import { createProviderClock } from './provider-clock.ts';
import { type BridgeSettings, createProviderHttp, type ProviderCall } from './provider-http.ts';
import { type CallFailure, type Reply, readCallFailure, readReply, silent, type Unsent } from './reply.ts';

export type { BridgeClock, Departure } from './exchange.ts';
export type { LinkRequest } from './link-request.ts';
export { isLinkId, type ListedLink } from './listed-link.ts';
export type { Listing, ListingQuery } from './listing.ts';
export type { Payment, Payments } from './payments.ts';
export type { BridgeSettings } from './provider-http.ts';
export type { CallFailure, Reply, Unsent } from './reply.ts';

/** What Bridge shows under an id; *absent* where it knows none. */
export type Lookup =
  | { readonly kind: 'found'; readonly link: ListedLink }
  | { readonly kind: 'absent' }
  | CallFailure;

/** What came of a wish to revoke; *refused* where the link is final already. */
export type Revocation = { readonly kind: 'revoked' } | { readonly kind: 'absent' } | CallFailure;

/**
 * The provider, answered in our words. Every call is one HTTP request at most, `listPayments` excepted, and ends as
 * a value; nothing is ever sent again from here.
 */
export interface Bridge {
  /** Asks for one link, unless the departure has passed when a socket is free for it. */
  createLink(request: LinkRequest, departure: Departure): Promise<Reply | Unsent>;
  listLinks(query: ListingQuery): Promise<Listing>;
  /** Throws for an id that Bridge cannot have given. */
  getLink(id: string): Promise<Lookup>;
  /**
   * Every payment that was ever begun on a link, or the trouble; more than 50 are *silent*. An empty list is no proof that Bridge knows the link. Throws for an id that Bridge cannot have given.
   */
  listPayments(linkId: string): Promise<Payments>;
  /** Throws for an id that Bridge cannot have given. */
  revokeLink(id: string): Promise<Revocation>;
  /** The provider's clock minus ours, from `Date` headers: right to half a second and half of that call's time. */
  clockOffsetMs(): number | undefined;
  /** Waits for the calls in flight, then closes the sockets. */
  close(): Promise<void>;
}

const paths = {
  '2021-06-01': { links: '/v2/payment-links', payments: '/v2/payment-requests' },
  '2025-01-15': { links: '/v3/payment/payment-links', payments: '/v3/payment/payment-requests' },
} as const;
const smallAnswerBytes = 1 << 20;
const listAnswerBytes = 16 << 20;

/** Opens the door to the account of these credentials; no socket is opened before the first call. */
export function createBridge(settings: BridgeSettings, clock: BridgeClock): Bridge {
  const base = new URL(settings.baseUrl);
  const { links: path, payments: paymentsPath } = paths[settings.version];
  const secrets = [settings.clientSecret, settings.clientId];
  const hosts = settings.linkHosts ?? [bridgeLinkHost];
  const http = createProviderHttp(settings, clock);
  const providerClock = createProviderClock();

  async function ask(call: ProviderCall, departure?: Departure): Promise<Exchange> {
    const exchange = await http.ask(call, departure);
    // An error may come from a proxy on the way, with a clock of its own.
    if (exchange.kind === 'answered' && exchange.status < 300) {
      providerClock.learn(exchange.date, exchange.sentWallMs, exchange.receivedWallMs);
    }
    return exchange;
  }

  return {
    async createLink(request, departure) {
      const body = wireLinkRequest(request);
      return readReply(
        await ask({ method: 'POST', path, body, maxBytes: smallAnswerBytes }, departure),
        secrets,
        hosts,
      );
    },
    async listLinks(query) {
      const call = { method: 'GET', path: path + listingSearch(query), maxBytes: listAnswerBytes } as const;
      return readListing(await ask(call), { base, path }, secrets, hosts);
    },
    async getLink(id) {
      const exchange = await ask({ method: 'GET', path: pathOf(path, id), maxBytes: smallAnswerBytes });
      return readLookup(exchange, id, secrets, hosts);
    },
    async listPayments(id) {
      checkId(id);
      const call = {
        method: 'GET',
        path: paymentsPath + paymentsSearch(id),
        maxBytes: listAnswerBytes,
      } as const;
      return readPayments(await ask(call), id, { base, path: paymentsPath }, secrets);
    },
    async revokeLink(id) {
      const call = {
        method: 'POST',
        path: `${pathOf(path, id)}/revoke`,
        maxBytes: smallAnswerBytes,
      } as const;
      return readRevocation(await ask(call), secrets);
    },
    clockOffsetMs: () => providerClock.offsetMs(),
    close: () => http.close(),
  };
}

function checkId(id: string): void {
  if (!isLinkId(id)) throw new RangeError('not the id of a link');
}

function pathOf(path: string, id: string): string {
  checkId(id);
  return `${path}/${id}`;
}

/** A 404 counts as Bridge's word only with a body of Bridge's: a proxy that lost its way is no proof of absence. */
function absenceOr(callFailure: CallFailure, exchange: Exchange): { readonly kind: 'absent' } | CallFailure {
  const notFound = exchange.kind === 'answered' && exchange.status === 404;
  return notFound && callFailure.kind === 'refused' ? { kind: 'absent' } : callFailure;
}

function readLookup(
  exchange: Exchange,
  id: string,
  secrets: readonly string[],
  hosts: readonly string[],
): Lookup {
  if (exchange.kind === 'answered' && exchange.status === 200) {
    const read = listedLink(hosts).safeParse(jsonOf(exchange.body));
    if (read.success && read.data.id === id) return { kind: 'found', link: read.data };
    return silent(message('bridge_link_not_shown', {}));
  }
  return absenceOr(readCallFailure(exchange, secrets), exchange);
}

function readRevocation(exchange: Exchange, secrets: readonly string[]): Revocation {
  if (exchange.kind === 'answered' && exchange.status >= 200 && exchange.status < 300) {
    // The documented answer is empty; a page of HTML is somebody else's.
    const readable = exchange.body.trim() === '' || jsonOf(exchange.body) !== undefined;
    return readable ? { kind: 'revoked' } : silent(message('bridge_revocation_unreadable', {}));
  }
  return absenceOr(readCallFailure(exchange, secrets), exchange);
}
