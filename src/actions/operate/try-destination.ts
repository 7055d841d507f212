import type { CallFailure, LinkRequest, ListedLink, Unsent } from '../../bridge/bridge.ts';
import { isoOf } from '../../domain/dates/expiry.ts';
import { compareDestination, visibleText } from '../../domain/destination.ts';
import type { Failure } from '../../domain/failure.ts';
import type { Iban, Party } from '../../domain/instruction.ts';
import { ibanEnds } from '../../domain/wire-values.ts';
import { type Message, message } from '../../i18n/messages.ts';
import type { AccountContext } from '../account-context.ts';
import { ask, ListingUnavailable, type Patience, takePermit } from '../reconcile/list-window.ts';
import { lookUpLink } from '../reconcile/look-up.ts';
import { badOf, causeOf, type Diagnosis, goodOf, warningOf } from './diagnose.ts';

/** How long the trial link lives, in ms: Bridge documents no least life. */
const lifeMs = 60_000;

/** A request that is not on its way within this is given up, in ms. */
const departureMs = 3_000;

/** How often the link is looked at again, and for how long after the listing delay, in ms. */
const lookAgainMs = 500;
const revokedWithinMs = 10_000;

const subject = 'destination';
const beneficiary: Party = { kind: 'company', companyName: 'Linkmill Trial' };

/**
 * Makes one link of 0.01 EUR to this account, reads it back, revokes it, and answers what was seen: the proof that payments to other
 * accounts than the one of the dashboard are switched on. The link is shown to nobody, and expires within a minute.
 */
export async function tryDestination(
  context: AccountContext,
  iban: Iban,
  payer: Party,
  unique: string,
  signal: AbortSignal,
): Promise<Diagnosis[]> {
  const patience = { signal, isPatient: true };
  const request = requestOf(context, iban, payer, unique);
  try {
    await takePermit(context, patience);
    const { clock, bridge } = context;
    const reply = await bridge.createLink(request, {
      latestWallMs: clock.now() + departureMs,
      latestMonotonicMs: clock.monotonic() + departureMs,
    });
    if (reply.kind !== 'created') return [notMade(reply, request)];
    const link = await readBack(context, reply.id, patience);
    const seen = judge(request, link);
    const isRevoked = await revoke(context, reply.id, patience);
    return isRevoked ? [seen] : [seen, notRevoked(request)];
  } catch (error) {
    if (!(error instanceof ListingUnavailable)) throw error;
    return [bad('trial_unfinished', error.reason, endOf(request))];
  }
}

function requestOf({ clock, bridge }: AccountContext, iban: Iban, payer: Party, unique: string): LinkRequest {
  return {
    reference: `doctor-${unique}`,
    // Of no batch: no recovery scan takes it for the link of a row.
    tag: 'doctor.0.0',
    endToEndId: 'LINKMILL-TRIAL',
    amountCents: 1,
    label: 'Linkmill trial',
    payer,
    iban,
    beneficiary,
    expiresAt: isoOf(clock.now() + (bridge.clockOffsetMs() ?? 0) + lifeMs),
  };
}

const bad = (code: Failure['code'], ...details: readonly Message[]) => badOf({ code, details }, subject);

/** When the link ends by itself. */
function endOf({ expiresAt }: LinkRequest): Message {
  return message('link_expires_at', { at: Date.parse(expiresAt) });
}

function notMade(reply: CallFailure | Unsent, request: LinkRequest): Diagnosis {
  if (reply.kind === 'silent') return bad('trial_unanswered', reply.why, endOf(request));
  return bad('trial_not_made', ...reasonsOf(reply));
}

function reasonsOf(reply: CallFailure | Unsent): readonly Message[] {
  if ('failure' in reply) return causeOf(reply.failure.detail);
  if ('why' in reply) return [reply.why];
  return reply.kind === 'busy' ? [message('bridge_answered', { status: 429 })] : [];
}

/** Asked for until the listing delay has passed; undefined where Bridge does not show it by then. */
async function readBack(
  context: AccountContext,
  id: string,
  patience: Patience,
): Promise<ListedLink | undefined> {
  const endsAt = context.clock.monotonic() + context.times.listingDelayMs;
  for (;;) {
    const link = await lookUpLink(context, id, patience);
    if (link !== undefined || context.clock.monotonic() >= endsAt) return link;
    await context.clock.sleep(lookAgainMs, patience.signal);
  }
}

function judge({ amountCents, iban, expiresAt }: LinkRequest, link: ListedLink | undefined): Diagnosis {
  const asked = { amountCents, beneficiary, expiresAt, ...(iban !== undefined && { iban }) };
  const comparison = link === undefined ? { kind: 'unproven' as const } : compareDestination(asked, link);
  switch (comparison.kind) {
    case 'same': {
      const account = link?.iban === undefined ? ibanEnds(iban ?? '') : visibleText(link.iban);
      return goodOf(subject, message('doctor_led_to', { account }));
    }
    case 'differs': {
      const due = message('link_was_to_lead_to', { account: ibanEnds(iban ?? '') });
      return bad('trial_misdirected', due, ...comparison.details);
    }
    case 'unproven':
      return warningOf({ code: 'destination_unproven' }, subject);
  }
}

/** True once the link was seen to have ended. */
async function revoke(context: AccountContext, id: string, patience: Patience): Promise<boolean> {
  const endsAt = context.clock.monotonic() + revokedWithinMs;
  for (;;) {
    await ask(context, () => context.bridge.revokeLink(id), patience);
    const link = await lookUpLink(context, id, patience);
    if (link !== undefined && link.status !== 'valid' && link.status !== 'unknown') return true;
    if (context.clock.monotonic() >= endsAt) return false;
    await context.clock.sleep(lookAgainMs, patience.signal);
  }
}

function notRevoked(request: LinkRequest): Diagnosis {
  return warningOf({ code: 'trial_not_revoked', details: [endOf(request)] }, subject);
}
