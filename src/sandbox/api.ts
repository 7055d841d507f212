import { type Answer, answers, generalError } from './answer.ts';
import type { Rules, Version } from './creation-body.ts';
import { type Creation, judgeCreation } from './judge-creation.ts';
import { type LinkStore, statusOf } from './link-store.ts';
import { viewLink } from './link-view.ts';
import { listLinks } from './list-links.ts';
import { listPayments } from './list-payments.ts';
import type { ListingMoment } from './paging.ts';

/** The kind of a call. */
export type CallKind = 'create' | 'list' | 'get' | 'revoke' | 'payments' | 'other';

/** The route of a call: its version and kind, from method and path. */
export interface Route {
  readonly kind: CallKind;
  readonly version: Version;
  readonly path: string;
  /** The id of the link, for get and revoke. */
  readonly id: string;
}

const linksPath = /^(?:\/(v2)\/payment-links|\/(v3)\/payment\/payment-links)(?:\/([^/]+)(\/revoke)?)?$/;
const paymentsPath = /^(?:\/(v2)\/payment-requests|\/(v3)\/payment\/payment-requests)$/;
const bridgeVersions = { v2: '2021-06-01', v3: '2025-01-15' } as const;

/** Finds the route of a call; `other` is what Bridge does not have or the sandbox does not simulate. */
export function routeOf(method: string, path: string): Route {
  const isPayments = paymentsPath.test(path);
  const [matched, v2, , id, revoke] = (isPayments ? paymentsPath : linksPath).exec(path) ?? [];
  const version: Version = v2 ? 'v2' : 'v3';
  const kind = ((): CallKind => {
    if (matched === undefined) return 'other';
    if (isPayments) return method === 'GET' ? 'payments' : 'other';
    if (id === undefined) return method === 'POST' ? 'create' : method === 'GET' ? 'list' : 'other';
    if (revoke) return method === 'POST' ? 'revoke' : 'other';
    return method === 'GET' ? 'get' : 'other';
  })();
  return { kind, version, path, id: id ?? '' };
}

/** True if the header names the version that the path belongs to. */
export const isVersionRight = (version: Version, header: string | undefined): boolean =>
  header === bridgeVersions[version];

/** Reads the body of a creation: returns what to make, or the error answer. */
export function readCreation(
  text: string,
  contentType: string | undefined,
  version: Version,
  rules: Rules,
  nowMs: number,
): Creation | Answer {
  if (!/^application\/json\b/i.test(contentType ?? '')) return answers.notJson;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return answers.brokenJson;
  }
  return judgeCreation(value, version, rules, nowMs);
}

/** Answers the calls that need no body: lists, get and revoke. */
export function answerCall(
  route: Route,
  store: LinkStore,
  query: URLSearchParams,
  moment: ListingMoment,
): Answer {
  const { kind, version, path, id } = route;
  if (kind === 'list') return listLinks(store, version, path, query, moment);
  if (kind === 'payments') return listPayments(store, version, path, query, moment);
  const link = kind === 'other' ? undefined : store.find(id);
  if (!link) return answers.notFound;
  if (kind === 'get') return { status: 200, body: viewLink(version, link, moment.nowMs, moment.hidesIbans) };
  const status = statusOf(link, moment.nowMs);
  // Bridge does not document its answer here.
  if (status !== 'valid') return generalError(400, 'invalid_request', `The payment link is ${status}`);
  store.end(id, 'revoked', moment.nowMs);
  return { status: 200 };
}
