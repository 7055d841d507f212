import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Entry, type EntryKey, type EntryState, type Link, pointerOf } from '../domain/entry.ts';
import type { Failure } from '../domain/failure.ts';
import type { Contents, Iban, Party, Reference } from '../domain/instruction.ts';

/**
 * The text of an entry in Redis: four lines, `state`, `reference` (empty: the pointer stands for it), `contents`, `label`
 * (empty: it follows from contents or reference), and its past where it was reissued. The scripts move the state and copy the
 * rest; `page.lua` has the twin of the grammar.
 */
export interface PageText {
  readonly reference: string;
  readonly contents: string;
  readonly label: string;
}

/** 16 bytes that stand for a reference in the index. */
export function referenceDigest(reference: string): Buffer {
  return createHash('sha256').update(reference).digest().subarray(0, 16);
}

/** 8 bytes that stand for IBAN, amount and label cell in the duplicate guard; empty where the row has no IBAN. */
export function guardDigest({ iban, amountCents, label }: Contents): Buffer {
  if (iban === undefined) return Buffer.alloc(0);
  return createHash('sha256')
    .update(JSON.stringify([iban, amountCents, label ?? '']))
    .digest()
    .subarray(0, 8);
}

/** What the ledger keeps of a row; equal contents give equal text. */
export function encodePage(
  key: EntryKey,
  reference: string | undefined,
  contents: Contents,
  label: string,
): PageText {
  const implied = contents.label ?? `Refund ${reference ?? pointerOf(key)}`;
  return {
    reference: reference ?? '',
    contents: encodeContents(contents),
    label: label === implied ? '' : label,
  };
}

/** An entry as read back from its page; throws where the page is not one of ours. */
export function decodePage(key: EntryKey, page: string): Entry {
  const [state, referenceText, contentsText, labelText, pastText] = page.split('\n');
  if (state === undefined || contentsText === undefined || labelText === undefined)
    throw new Error('broken page');
  const [kind, generation, attempt, firstSentAt] = state.split(' ', 4);
  const reference = (referenceText || pointerOf(key)) as Reference;
  const contents = decodeContents(contentsText);
  return {
    key,
    reference,
    contents,
    label: labelText || (contents.label ?? `Refund ${reference}`),
    state: decodeState(kind ?? '', state.split(' ').slice(5).join(' ')),
    generation: Number(generation),
    attempt: Number(attempt),
    ...(firstSentAt !== '0' && { firstSentAt: Number(firstSentAt) }),
    ...decodePast(pastText),
  };
}

const pastSchema = z.object({
  wantedAt: z.number().optional(),
  expiresAt: z.string().optional(),
  links: z.array(z.tuple([z.string(), z.string(), z.string(), z.number()])),
});

function decodePast(text: string | undefined): Pick<Entry, 'earlierLinks' | 'reissuedExpiry' | 'wantedAt'> {
  if (text === undefined) return { earlierLinks: [] };
  const { wantedAt, expiresAt, links } = pastSchema.parse(JSON.parse(text));
  return {
    earlierLinks: links.map(([id, url, status, at]) => ({ id, url, status, at })),
    ...(expiresAt !== undefined && { reissuedExpiry: expiresAt }),
    ...(wantedAt !== undefined && { wantedAt }),
  };
}

/** A link as the state of a created entry bears it. */
export function linkText({ id, url, expiresAt }: Link): string {
  return [id, url, ...(expiresAt === undefined ? [] : [expiresAt])].join(' ');
}

/** The fifth line of a page: `["id"` and `"wantedAt":` are what the scripts look for. */
export function encodePast(past: Pick<Entry, 'earlierLinks' | 'reissuedExpiry' | 'wantedAt'>): string {
  const { wantedAt, reissuedExpiry, earlierLinks } = past;
  return JSON.stringify({
    ...(wantedAt !== undefined && { wantedAt }),
    ...(reissuedExpiry !== undefined && { expiresAt: reissuedExpiry }),
    links: earlierLinks.map(({ id, url, status, at }) => [id, url, status, at]),
  });
}

function decodeState(kind: string, extra: string): EntryState {
  switch (kind) {
    case 'created': {
      const [recovered, id, url, expiresAt] = extra.split(' ');
      if (id === undefined || url === undefined) throw new Error('broken page: no link');
      return {
        kind,
        recovered: recovered === '1',
        link: { id, url, ...(expiresAt !== undefined && { expiresAt }) },
      };
    }
    case 'refused':
    case 'failed':
      return { kind, failure: failureSchema.parse(JSON.parse(extra)) as Failure };
    case 'entered':
    case 'claimed':
    case 'doubtful':
    case 'cancelled':
      return { kind };
    default:
      throw new Error('broken page: unknown state');
  }
}

/** A failure as it is stored. */
export const failureSchema = z.object({
  code: z.string(),
  field: z.string().optional(),
  detail: z.string().optional(),
});

type PartyText = string | [string, string] | 0;

function encodeParty(party: Party | undefined): PartyText {
  if (party === undefined) return 0;
  return party.kind === 'company' ? party.companyName : [party.firstName, party.lastName];
}

function decodeParty(text: PartyText | undefined): Party | undefined {
  if (text === undefined || text === 0) return undefined;
  if (typeof text === 'string') return { kind: 'company', companyName: text };
  return { kind: 'person', firstName: text[0], lastName: text[1] };
}

/** An array of fixed order, cents first (the scripts read them there), 0 for absent, absent ones at the end left out. */
function encodeContents(contents: Contents): string {
  const values: (PartyText | number)[] = [
    contents.amountCents,
    contents.iban ?? 0,
    encodeParty(contents.beneficiary),
    contents.label ?? 0,
    contents.endToEndId ?? 0,
    encodeParty(contents.payer),
    contents.payerReference ?? 0,
    contents.expiresAt ?? 0,
    contents.callbackUrl ?? 0,
  ];
  while (values.at(-1) === 0) values.pop();
  return JSON.stringify(values);
}

function decodeContents(text: string): Contents {
  const values = contentsSchema.parse(JSON.parse(text));
  const word = (at: number) => (typeof values[at] === 'string' ? values[at] : undefined);
  const optional = {
    iban: word(1) as Iban | undefined,
    beneficiary: decodeParty(values[2] as PartyText | undefined),
    label: word(3),
    endToEndId: word(4),
    payer: decodeParty(values[5] as PartyText | undefined),
    payerReference: word(6),
    expiresAt: word(7),
    callbackUrl: word(8),
  };
  const present = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  return { amountCents: Number(values[0]), currency: 'EUR', ...present };
}

const contentsSchema = z
  .array(z.union([z.number(), z.string(), z.tuple([z.string(), z.string()])]))
  .min(1)
  .max(9);
