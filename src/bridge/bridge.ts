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

/** What Bridge returns for an id; *absent* where it knows no such link. */
export type Lookup =
  | { readonly kind: 'found'; readonly link: ListedLink }
  | { readonly kind: 'absent' }
  | CallFailure;

/** The result of a revocation; *refused* where the link is already final. */
export type Revocation = { readonly kind: 'revoked' } | { readonly kind: 'absent' } | CallFailure;

/**
 * The provider's API in our types. Every call makes at most one HTTP request and resolves to a value; nothing is
 * retried here.
 */
export interface Bridge {
  /** Requests one link, unless `departure` has passed when a socket is free for it. */
  createLink(request: LinkRequest, departure: Departure): Promise<Reply | Unsent>;
  listLinks(query: ListingQuery): Promise<Listing>;
  /** Throws a RangeError for a text that cannot be an id of Bridge. */
  getLink(id: string): Promise<Lookup>;
  /**
   * Every payment that was ever begun on a link, or the call failure; more than 50 payments are *silent*. An empty
   * list does not prove that Bridge knows the link. Throws a RangeError for a text that cannot be an id of Bridge.
   */
  listPayments(linkId: string): Promise<Payments>;
  /** Throws a RangeError for a text that cannot be an id of Bridge. */
  revokeLink(id: string): Promise<Revocation>;
  /**
   * The provider's clock minus ours in ms, from `Date` headers: right to half a second plus half the time of that
   * call.
   */
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

/** A client for the account of these credentials; it opens no socket before the first call. */
export function createBridge(settings: BridgeSettings, clock: BridgeClock): Bridge {
  const base = new URL(settings.baseUrl);
  const { links: path, payments: paymentsPath } = paths[settings.version];
  const secrets = [settings.clientSecret, settings.clientId];
  const hosts = settings.linkHosts ?? [bridgeLinkHost];
  const http = createProviderHttp(settings, clock);
  const providerClock = createProviderClock();

  async function ask(call: ProviderCall, departure?: Departure): Promise<Exchange> {
    const exchange = await http.ask(call, departure);
    // A proxy may have written an error, with a clock of its own.
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

/** A 404 proves absence only with a body in Bridge's form: a misrouted proxy answers 404, too. */
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
    // Bridge documents an empty answer; a page of HTML comes from a proxy.
    const readable = exchange.body.trim() === '' || jsonOf(exchange.body) !== undefined;
    return readable ? { kind: 'revoked' } : silent(message('bridge_revocation_unreadable', {}));
  }
  return absenceOr(readCallFailure(exchange, secrets), exchange);
}
