import { z } from 'zod';
import { type ShownDestination, visibleIban } from '../domain/destination.ts';
import type { Party } from '../domain/instruction.ts';
import { linkUrlPattern, longestLinkUrl, strangeHostOf } from '../domain/settings/hosts.ts';
import { centsFromEuros } from './amount.ts';

/**
 * A link as Bridge shows it in a list or by its id. A field is absent where Bridge left it out or it is ambiguous.
 */
export interface ListedLink extends ShownDestination {
  readonly id: string;
  readonly url: string;
  readonly status: 'valid' | 'expired' | 'revoked' | 'completed' | 'unknown';
  readonly reference?: string;
  /** The transaction's own `client_reference`. */
  readonly tag?: string;
  readonly label?: string;
  /**
   * The first four and the last three characters of the beneficiary's IBAN, `FR40…J28`: both versions mask the rest.
   */
  readonly ibanEnds?: string;
  readonly endToEndId?: string;
  readonly payer?: Party;
  /** ISO 8601 in UTC with milliseconds, as is `expiresAt`. */
  readonly createdAt: string;
}

/** An id that is safe in a path; Bridge's ids are UUIDs. */
export const linkId = z.string().regex(/^[A-Za-z0-9_-]{1,100}$/);

/** Whether a text can be the id of a link: anybody with access to Redis may have written an id there. */
export function isLinkId(text: string): boolean {
  return linkId.safeParse(text).success;
}

/** An https address without user part, of at most 2,000 characters. */
export const linkUrl = z.string().max(longestLinkUrl).regex(linkUrlPattern);

/** Parses a moment in any form that `Date.parse` reads into ISO 8601 in UTC with milliseconds. */
export const wireMoment = z
  .string()
  .max(50)
  .refine((value) => !Number.isNaN(Date.parse(value)))
  .transform((value) => new Date(value).toISOString());

const text = z.string().max(2_000).nullish();
const party = z.object({ first_name: text, last_name: text, company_name: text });

const transaction = z.object({
  amount: z.number().nullish(),
  currency: text,
  label: text,
  end_to_end_id: text,
  client_reference: text,
  beneficiary: party.extend({ iban: text }).nullish(),
});

/** v2 sends nulls and upper case, v3 omits fields and sends lower case; this schema reads both. */
const wireLink = z.object({
  id: linkId,
  link: linkUrl,
  status: z
    .string()
    .transform((value) => value.toLowerCase())
    // An unknown status of a later version must not make the whole list unreadable.
    .pipe(z.enum(['valid', 'expired', 'revoked', 'completed', 'unknown']).catch('unknown')),
  client_reference: text,
  user: party.nullish(),
  transactions: z.array(transaction).nullish(),
  expired_at: wireMoment.nullish(),
  created_at: wireMoment,
});

type Wire = z.infer<typeof wireLink>;

function partyOf(user: Wire['user']): Party | undefined {
  if (user?.company_name) return { kind: 'company', companyName: user.company_name };
  if (user?.first_name && user.last_name) {
    return { kind: 'person', firstName: user.first_name, lastName: user.last_name };
  }
  return undefined;
}

/** The name as one text, from whichever of the three fields hold it. */
function nameIn(party: z.infer<typeof transaction>['beneficiary']): string | undefined {
  return [party?.company_name, party?.first_name, party?.last_name].filter(Boolean).join(' ') || undefined;
}

const ibanEndsOf = (iban: string): string => `${iban.slice(0, 4)}…${iban.slice(-3)}`;

/** Leaves out what is null, undefined or empty. */
function present<T extends Record<string, unknown>>(values: T) {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value != null && value !== '')) as {
    [Key in keyof T]?: Exclude<T[Key], null | undefined>;
  };
}

function toListedLink(wire: Wire, hosts: readonly string[]): ListedLink {
  // Our links have one transaction each; a link with several has no single amount or label.
  const [only, ...others] = wire.transactions ?? [];
  const one = others.length === 0 ? only : undefined;
  const iban = one?.beneficiary?.iban;
  return {
    id: wire.id,
    url: wire.link,
    status: wire.status,
    createdAt: wire.created_at,
    ...present({
      reference: wire.client_reference,
      transactionCount: wire.transactions?.length,
      currency: one?.currency?.toUpperCase(),
      tag: one?.client_reference,
      // We never request an amount with fractions of a cent: 0 matches no request.
      amountCents: one?.amount == null ? undefined : (centsFromEuros(one.amount) ?? 0),
      label: one?.label,
      ibanEnds: iban ? ibanEndsOf(iban) : undefined,
      iban: iban ? visibleIban(iban) : undefined,
      beneficiaryName: nameIn(one?.beneficiary),
      endToEndId: one?.end_to_end_id,
      payer: partyOf(wire.user),
      expiresAt: wire.expired_at,
      strangeHost: strangeHostOf(wire.link, hosts),
    }),
  };
}

/**
 * One link in Bridge's wire form. An unknown form is an error, since the link may be ours. A link whose address is at
 * none of `hosts` is read, with that host in `strangeHost`, so that it can be revoked.
 */
export const listedLink = (hosts: readonly string[]) =>
  wireLink.transform((wire) => toListedLink(wire, hosts));
