import { z } from 'zod';
import type { Failure } from '../domain/failure.ts';
import { noAddress, strangeHostOf } from '../domain/settings/hosts.ts';
import { withTexts } from '../domain/text/shown.ts';
import { type Message, message } from '../i18n/messages.ts';
import type { Exchange } from './exchange.ts';
import { jsonOf } from './json-of.ts';
import { linkId, linkUrl } from './listed-link.ts';
import { maskText } from './mask-text.ts';
import { readRefusal } from './read-refusal.ts';
import { retryAfterMs } from './retry-after.ts';

/** Bridge understood the request and refused it; nothing was made. */
interface Refused {
  readonly kind: 'refused';
  /** Code `provider_refused`; `field` is Bridge's property, `detail` its codes and messages, masked. */
  readonly failure: Failure;
  /** The first of Bridge's codes, masked. */
  readonly providerCode: string;
}

/**
 * Why a call did not succeed. *busy*, *down* and *lockedOut*: certainly nothing was made. *silent*: it may have been
 * done or not.
 */
export type CallFailure =
  | Refused
  | { readonly kind: 'busy'; readonly retryAfterMs?: number }
  | { readonly kind: 'down' | 'silent'; readonly why: Message }
  /** `words`: the body of the answer, masked; '' where it is empty. */
  | { readonly kind: 'lockedOut'; readonly why: Message; readonly status: number; readonly words: string };

/** Bridge's reply to the request for a link. */
export type Reply = { readonly kind: 'created'; readonly id: string; readonly url: string } | CallFailure;

/** The departure had passed before a byte reached a socket; nothing was made. */
export interface Unsent {
  readonly kind: 'unsent';
}

type Answered = Extract<Exchange, { kind: 'answered' }>;

const createdLink = z.object({ id: linkId, url: linkUrl });

function readFailedAnswer(answer: Answered, secrets: readonly string[]): CallFailure {
  const { status, body } = answer;
  const words = maskText(body, secrets);
  const why =
    status < 400 || words === ''
      ? message('bridge_answered', { status })
      : message('bridge_said', { status, words });
  if (status === 401 || status === 403) return { kind: 'lockedOut', why, status, words };
  if (status === 429) {
    const waitMs = retryAfterMs(answer.retryAfter, answer.date, answer.receivedWallMs);
    return waitMs === undefined ? { kind: 'busy' } : { kind: 'busy', retryAfterMs: waitMs };
  }
  if (status >= 400 && status < 500 && status !== 408 && status !== 409) {
    const refusal = readRefusal(body, secrets);
    if (refusal) return { kind: 'refused', ...refusal };
  }
  return silent(why);
}

/** The failure of a call whose effect is unknown. */
export const silent = (why: Message): CallFailure => ({ kind: 'silent', why });

/** The failure that a call ended in; a success status is *silent* here, since its caller could not read the body. */
export function readCallFailure(exchange: Exchange, secrets: readonly string[]): CallFailure {
  switch (exchange.kind) {
    case 'answered':
      return readFailedAnswer(exchange, secrets);
    case 'unanswered':
      return { kind: 'silent', why: maskedWhy(exchange, secrets) };
    case 'unreached':
      return { kind: 'down', why: maskedWhy(exchange, secrets) };
    case 'unsent':
      return { kind: 'down', why: message('bridge_not_asked', {}) };
  }
}

function maskedWhy({ why }: { readonly why: Message }, secrets: readonly string[]): Message {
  return withTexts(why, (text) => maskText(text, secrets));
}

/**
 * Reads the reply to a creation: *created* only for a 200 or 201 with a readable id and a url at one of the hosts.
 * After any other reply, the list of links shows whether a link was made.
 */
export function readReply(
  exchange: Exchange,
  secrets: readonly string[],
  hosts: readonly string[],
): Reply | Unsent {
  if (exchange.kind === 'unsent') return exchange;
  if (exchange.kind !== 'answered') return readCallFailure(exchange, secrets);
  const { status, body } = exchange;
  if (status !== 200 && status !== 201) return readCallFailure(exchange, secrets);
  const link = createdLink.safeParse(jsonOf(body));
  const strange = link.success ? strangeHostOf(link.data.url, hosts) : undefined;
  if (strange === noAddress) return silent(message('bridge_link_at_no_address', { status }));
  if (strange !== undefined) return silent(message('bridge_link_at_host', { status, host: strange }));
  if (link.success) return { kind: 'created', id: link.data.id, url: link.data.url };
  return silent(message('bridge_link_unreadable', { status }));
}
