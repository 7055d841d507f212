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

/** The outcome of one try at an entry. `over`: nothing is left to do here; after any other the entry is tried again later. */
export type Progress =
  | { readonly kind: 'over' }
  | { readonly kind: 'again'; readonly waitMs: number }
  | Exclude<Claim, { kind: 'claimed' | 'settled' }>;

type Granted = Extract<Claim, { kind: 'claimed' }>;

/** Pauses before the next try, in ms: after Bridge could not be reached, and after the use-by passed before a socket was free. */
const downPauseMs = 1_000;
const unsentPauseMs = 50;

/** Characters of each text of an answer that the row events store. */
const longestDetail = 120;

/**
 * Sends one entry once, if its claim was granted: all conditions of a send. Safe for any entry, at any time, in any number of
 * processes. `asked`: the ledger's answer to the claim, with the moment of the question. Reads back the link of a batch's first row,
 * and of some others, until the signal fires.
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
  const current = await currentBatch(context, batch, claim);
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

/** Why a row that was valid when submitted can no longer be sent. */
function whyNotSent(
  { amountMaxCents, clock }: AccountContext,
  request: LinkRequest | undefined,
): Failure | undefined {
  if (request === undefined) return incomplete;
  if (request.amountCents > amountMaxCents) return { code: 'amount_above_ceiling' };
  return Date.parse(request.expiresAt) <= clock.now() ? { code: 'expired_before_sending' } : undefined;
}

/** Settles a row that is not sent: as failed, or, where its batch was forged and so the account is stopped, as waiting. */
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

/** Settles a created answer; the ledger refuses it where the link is another row's, or the row has one already. */
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
  const mustReadBack = settlement === 'sampled' || (settlement === 'done' && isFirst);
  if (mustReadBack) return readBackNow(context, key, signal);
  if (settlement === 'duplicate') warn(message('duplicate_link_made', key));
  if (settlement !== 'taken') return;
  // This answer belongs to another row. The list will show whether this row got a link.
  await ledger.sendings.settle(key, sent, { kind: 'doubtful' }, { code: 'row_wrong_answer' });
  warn(message('answer_of_another_row', key));
}

/**
 * The last moment at which the request may leave: the end of the permit, or the use-by, counted from the question on both clocks
 * (one stops while the machine sleeps, the other may be set back).
 */
function departureOf({ clock, times, pace }: AccountContext, asked: AskedClaim, claim: Granted): Departure {
  const permitEndsInMs = claim.departsInMs + pace.permitLifeMs;
  return {
    latestWallMs: Math.min(asked.wallMs + times.useByMs, clock.now() + permitEndsInMs),
    latestMonotonicMs: Math.min(asked.monotonicMs + times.useByMs, clock.monotonic() + permitEndsInMs),
  };
}

/** Reads the batch again where it was submitted again since, after a loss: the expiry of its links counts from then. */
async function currentBatch(
  { ledger }: AccountContext,
  batch: Batch,
  { submittedAt }: Granted,
): Promise<Batch> {
  return submittedAt === batch.submittedAt ? batch : ((await ledger.batches.read(batch.id)) ?? batch);
}

/** Why a row is not sent whose record lacks what a request needs. */
export const incomplete = { code: 'record_incomplete' } as const satisfies Failure;

/** Whether the record of a row holds what a request needs; an erased row is never sent. */
export function isSendable({ contents, isErased }: Entry, { options }: Batch): boolean {
  return isErased !== true && (contents.payer ?? options.payer) !== undefined;
}

/** The request for a row's link; undefined where the row cannot be sent. */
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
