/*
 * Sends one entry, once. The other places that decide about a send:
 * - send/work-slice.ts: which entries of a job are tried, and when again;
 * - send/claim-gate.ts: when a lane of this process asks the ledger for a claim;
 * - ledger/scripts/claim.lua: whether the entry may be sent now (batch, account, verified link, permit);
 * - ledger/scripts/settle.lua: what the outcome makes of the entry;
 * - bridge/exchange.ts: the last check of the use-by, as the request is handed to the socket;
 * - bridge/reply.ts: whether the answer means created, refused or unknown.
 */

import type { Departure, LinkRequest } from '../../bridge/bridge.ts';
import type { Batch } from '../../domain/batch.ts';
import type { Entry, EntryKey, Link } from '../../domain/entry.ts';
import type { Failure } from '../../domain/failure.ts';
import { withTexts } from '../../domain/text/shown.ts';
import { endToEndIdOf, expiryOf, tagOf } from '../../domain/wire-values.ts';
import { type Message, message } from '../../i18n/messages.ts';
import type { Answer, Claim, Ending, Sending } from '../../ledger/ledger.ts';
import type { AccountContext } from '../account-context.ts';
import { stopLockedOut, wordsOf } from '../reconcile/apply-backoff.ts';
import { readBackNow } from '../reconcile/read-back.ts';
import type { AskedClaim } from './claim-gate.ts';

/** What one try at an entry came to. `over`: nothing is left to do here; the others are to be tried again later. */
export type Progress =
  | { readonly kind: 'over' }
  | { readonly kind: 'again'; readonly waitMs: number }
  | Exclude<Claim, { kind: 'claimed' | 'settled' }>;

type Granted = Extract<Claim, { kind: 'claimed' }>;

/** How long an entry waits when the provider could not be reached, or no socket was free in time, in ms. */
const downPauseMs = 1_000;
const unsentPauseMs = 50;

/** Characters of a text in an answer that a row's trail keeps. */
const longestDetail = 120;

/**
 * Sends one entry once, if it is its turn: all the ifs of a send. Safe for any entry, at any time, in any number of
 * processes; `asked` is the ledger's answer to the claim, with the moment of the question. The link of the first row of a batch, and of
 * some others, is read back; the signal ends that.
 */
export async function createLink(
  context: AccountContext,
  batch: Batch,
  key: EntryKey,
  asked: AskedClaim,
  signal: AbortSignal = new AbortController().signal,
): Promise<Progress> {
  const { ledger, pace, bridge, clock, note, warn } = context;
  const { claim } = asked;
  if (claim.kind === 'settled') return { kind: 'over' };
  if (claim.kind !== 'claimed') return claim;
  const { generation, reference } = claim.entry;
  const sent = { attempt: claim.attempt, generation, reference };
  const settle = (ending: Ending, answer?: Answer) => ledger.sendings.settle(key, sent, ending, answer);
  const current = await batchNow(context, batch, claim);
  if (current.isForged || current.committedAt === undefined) return setAside(forged, settle);
  const request = requestOf(context, current, claim);
  const failure = whyNotSent(context, request);
  if (request === undefined || failure !== undefined) return setAside(failure ?? incomplete, settle);
  const departure = departureOf(context, asked, claim);
  await clock.sleep(claim.departsInMs);
  const reply = await bridge.createLink(request, departure);
  switch (reply.kind) {
    case 'created':
      await accept(context, key, claim, sent, { id: reply.id, url: reply.url }, signal);
      return { kind: 'over' };
    case 'refused':
      await settle(reply, answerOf('row_refused', wordsOf(reply.failure.detail)));
      return { kind: 'over' };
    case 'silent':
      await settle({ kind: 'doubtful' }, answerOf('row_unanswered', [reply.why]));
      note('answer_missing', { ...key, why: reply.why });
      return { kind: 'over' };
    case 'lockedOut':
      await stopLockedOut(ledger.account, reply);
      await settle({ kind: 'entered' }, answerOf('row_locked_out', wordsOf(reply.words)));
      return { kind: 'stopped' };
    case 'busy':
      await pace.postpone(reply.retryAfterMs);
      await settle({ kind: 'entered' }, { code: 'row_busy' });
      return { kind: 'again', waitMs: 0 };
    case 'down':
      await settle({ kind: 'entered' }, answerOf('row_unreached', [reply.why]));
      warn(message('bridge_unreachable', { why: reply.why }));
      return { kind: 'again', waitMs: downPauseMs };
    case 'unsent':
      await settle({ kind: 'entered' });
      return { kind: 'again', waitMs: unsentPauseMs };
  }
}

const forged: Failure = { code: 'ledger_forged' };

/** What was right when the row was handed in, and is not any more. */
function whyNotSent(
  { amountMaxCents, clock }: AccountContext,
  request: LinkRequest | undefined,
): Failure | undefined {
  if (request === undefined) return incomplete;
  if (request.amountCents > amountMaxCents) return { code: 'amount_above_ceiling' };
  return Date.parse(request.expiresAt) <= clock.now() ? { code: 'expired_before_sending' } : undefined;
}

/** A row that is not sent: it failed, or its batch was forged, which has stopped the account. */
async function setAside(failure: Failure, settle: (ending: Ending) => Promise<unknown>): Promise<Progress> {
  if (failure === forged) {
    await settle({ kind: 'entered' });
    return { kind: 'stopped' };
  }
  await settle({ kind: 'failed', failure });
  return { kind: 'over' };
}

function answerOf(code: Answer['code'], [why]: readonly Message[]): Answer {
  if (why === undefined) return { code };
  return { code, why: withTexts(why, (text) => text.slice(0, longestDetail)) };
}

/** Settles a created answer, unless its link is another row's or the row has one. */
async function accept(
  context: AccountContext,
  key: EntryKey,
  { isFirst }: Granted,
  sent: Sending,
  link: Link,
  signal: AbortSignal,
): Promise<void> {
  const { ledger, warn } = context;
  const settlement = await ledger.sendings.settle(key, sent, { kind: 'created', link, recovered: false });
  const isToRead = settlement === 'sampled' || (settlement === 'done' && isFirst);
  if (isToRead) return readBackNow(context, key, signal);
  if (settlement === 'duplicate') warn(message('duplicate_link_made', key));
  if (settlement !== 'taken') return;
  // The answer of another row has come to this one; what became of this one, the list tells.
  await ledger.sendings.settle(key, sent, { kind: 'doubtful' }, { code: 'row_wrong_answer' });
  warn(message('answer_of_another_row', key));
}

/**
 * The last moment at which the request may leave: the use-by, counted from the question on both clocks (one stops while the
 * machine sleeps, the other may be set back), and the life of the permit.
 */
function departureOf({ clock, times, pace }: AccountContext, asked: AskedClaim, claim: Granted): Departure {
  const permitEndsInMs = claim.departsInMs + pace.permitLifeMs;
  return {
    latestWallMs: Math.min(asked.wallMs + times.useByMs, clock.now() + permitEndsInMs),
    latestMonotonicMs: Math.min(asked.monotonicMs + times.useByMs, clock.monotonic() + permitEndsInMs),
  };
}

/** The batch as it is now: after a loss it may have been handed in again, and its links live from then on. */
async function batchNow({ ledger }: AccountContext, batch: Batch, { submittedAt }: Granted): Promise<Batch> {
  return submittedAt === batch.submittedAt ? batch : ((await ledger.batches.read(batch.id)) ?? batch);
}

/** Why a row whose record lacks what is to be sent is not. */
export const incomplete = { code: 'record_incomplete' } as const satisfies Failure;

/** Whether the record of a row holds what a request needs; what was erased never leads to a sending. */
export function isSendable({ contents, isErased }: Entry, { options }: Batch): boolean {
  return isErased !== true && (contents.payer ?? options.payer) !== undefined;
}

/** Undefined where the row cannot be sent. */
function requestOf(
  { installation }: AccountContext,
  batch: Batch,
  { entry, attempt }: Granted,
): LinkRequest | undefined {
  const { contents, reference, label, generation } = entry;
  const payer = contents.payer ?? batch.options.payer;
  if (payer === undefined || !isSendable(entry, batch)) return undefined;
  const callbackUrl = contents.callbackUrl ?? batch.options.callbackUrl;
  return {
    reference,
    tag: tagOf(installation, generation, attempt),
    endToEndId: endToEndIdOf(entry),
    amountCents: contents.amountCents,
    label,
    payer,
    expiresAt: expiryOf(entry, batch),
    ...(contents.iban !== undefined && { iban: contents.iban }),
    ...(contents.beneficiary !== undefined && { beneficiary: contents.beneficiary }),
    ...(contents.payerReference !== undefined && { payerReference: contents.payerReference }),
    ...(callbackUrl !== undefined && { callbackUrl }),
  };
}
