import type { LinkRequest, ListedLink } from '../bridge/bridge.ts';
import { compareDestination, visibleText } from '../domain/destination.ts';
import { isoOf } from '../domain/expiry.ts';
import type { Iban, Party } from '../domain/instruction.ts';
import { ibanEnds } from '../domain/wire-values.ts';
import type { Diagnosis } from './diagnose.ts';
import { ask, ListingUnavailable, type Patience, takePermit } from './list-window.ts';
import { lookUpLink } from './look-up.ts';
import type { Mill } from './mill.ts';

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
 * Makes one link of 0.01 EUR to this account, reads it back, revokes it, and tells what was seen: the proof that payments to other
 * accounts than the one of the dashboard are switched on. The link is shown to nobody, and expires within a minute.
 */
export async function tryDestination(
  mill: Mill,
  iban: Iban,
  payer: Party,
  unique: string,
  signal: AbortSignal,
): Promise<Diagnosis[]> {
  const patience = { signal, isPatient: true };
  const request = requestOf(mill, iban, payer, unique);
  try {
    await takePermit(mill, patience);
    const { clock, bridge } = mill;
    const reply = await bridge.createLink(request, {
      latestWallMs: clock.now() + departureMs,
      latestMonotonicMs: clock.monotonic() + departureMs,
    });
    if (reply.kind !== 'created') return [notMade(reply, request)];
    const link = await readBack(mill, reply.id, patience);
    const seen = judge(request, link);
    const isRevoked = await revoke(mill, reply.id, patience);
    return isRevoked ? [seen] : [seen, notRevoked(request)];
  } catch (error) {
    if (!(error instanceof ListingUnavailable)) throw error;
    const said = `not tried to the end: ${error.message}; the link of 0.01 EUR expires at ${request.expiresAt}`;
    return [{ subject, state: 'bad', said, remedy: 'Ask again once Bridge is in reach.' }];
  }
}

function requestOf({ clock, bridge }: Mill, iban: Iban, payer: Party, unique: string): LinkRequest {
  return {
    reference: `doctor-${unique}`,
    // Of no batch: no look-back takes it for the link of a row.
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

function notMade(reply: { readonly kind: string }, { expiresAt }: LinkRequest): Diagnosis {
  const remedy = 'Mend what the other lines name, then ask again.';
  if (reply.kind !== 'silent')
    return { subject, state: 'bad', said: `no link was made: ${wordsOf(reply)}`, remedy };
  const said = `no answer: a link of 0.01 EUR may have been made, and expires at ${expiresAt}`;
  return { subject, state: 'bad', said, remedy };
}

function wordsOf(reply: object): string {
  if ('failure' in reply) return (reply.failure as { detail?: string }).detail ?? 'refused';
  return 'detail' in reply ? String(reply.detail) : 'Bridge was busy, or not in reach';
}

/** Asked for until the listing delay has passed; undefined where Bridge does not show it by then. */
async function readBack(mill: Mill, id: string, patience: Patience): Promise<ListedLink | undefined> {
  const endsAt = mill.clock.monotonic() + mill.times.listingDelayMs;
  for (;;) {
    const link = await lookUpLink(mill, id, patience);
    if (link !== undefined || mill.clock.monotonic() >= endsAt) return link;
    await mill.clock.sleep(lookAgainMs, patience.signal);
  }
}

function judge({ amountCents, iban, expiresAt }: LinkRequest, link: ListedLink | undefined): Diagnosis {
  const asked = { amountCents, beneficiary, expiresAt, ...(iban !== undefined && { iban }) };
  const comparison = link === undefined ? { kind: 'unproven' as const } : compareDestination(asked, link);
  switch (comparison.kind) {
    case 'same': {
      const account = link?.iban === undefined ? ibanEnds(iban ?? '') : visibleText(link.iban);
      return { subject, state: 'good', said: `a link of 0.01 EUR led to ${account}, as was asked` };
    }
    case 'differs': {
      const remedy =
        "Have payments to different accounts (dynamic beneficiary) switched on for the application in Bridge's dashboard.";
      const said = `a link that was to lead to ${ibanEnds(iban ?? '')} leads elsewhere: ${comparison.words}`;
      return { subject, state: 'bad', said, remedy };
    }
    case 'unproven': {
      const remedy =
        'Ask Bridge to show the ends of the IBANs; else no batch is sent before a person accepts it.';
      return {
        subject,
        state: 'warning',
        said: 'Bridge shows nothing of the account that a link leads to',
        remedy,
      };
    }
  }
}

/** True once the link was seen to have ended. */
async function revoke(mill: Mill, id: string, patience: Patience): Promise<boolean> {
  const endsAt = mill.clock.monotonic() + revokedWithinMs;
  for (;;) {
    await ask(mill, () => mill.bridge.revokeLink(id), patience);
    const link = await lookUpLink(mill, id, patience);
    if (link !== undefined && link.status !== 'valid' && link.status !== 'unknown') return true;
    if (mill.clock.monotonic() >= endsAt) return false;
    await mill.clock.sleep(lookAgainMs, patience.signal);
  }
}

function notRevoked({ expiresAt }: LinkRequest): Diagnosis {
  const said = `the link of 0.01 EUR was not seen revoked; it expires at ${expiresAt}`;
  return { subject, state: 'warning', said, remedy: 'Look at it in the dashboard.' };
}
