import { z } from 'zod';
import {
  type Entry,
  type EntryKey,
  type EntryState,
  type Link,
  type Outcome,
  pointerOf,
} from '../domain/entry.ts';
import type { Failure } from '../domain/failure.ts';
import { strangeHostOf } from '../domain/hosts.ts';
import type { Contents, Iban, Party, Reference } from '../domain/instruction.ts';
import { sealedBy } from '../domain/sealing.ts';
import type { BatchKey } from './keys.ts';
import type { RowHash } from './row-hash.ts';

/**
 * The text of an entry in Redis: `state`, `reference` (empty: the pointer stands for it), what the scripts read and compare, contents and
 * label as they rest (sealed; empty once they were erased), and its past where it was reissued, a line each. The scripts move the
 * state and copy the rest; `page.lua` has the twin of the grammar.
 */
export interface PageText {
  readonly reference: string;
  /** `[cents, keyed hash of the contents, expiry]`, the last where the row has one of its own; equal contents give equal text. */
  readonly compared: string;
  readonly sealed: string;
}

/** What the ledger keeps of a row. */
export function encodePage(
  key: EntryKey,
  reference: string | undefined,
  contents: Contents,
  label: string,
  batchKey: BatchKey,
  hash: RowHash,
): PageText {
  const implied = contents.label ?? `Refund ${reference ?? pointerOf(key)}`;
  const body = JSON.stringify([label === implied ? 0 : label, ...contentsValues(contents)]);
  return {
    reference: reference ?? '',
    compared: comparedText(contents, hash),
    sealed: batchKey.seal(body, rowPlace(key)),
  };
}

/** What the scripts read and compare of a row: the page's third line. */
export function comparedText(contents: Contents, hash: RowHash): string {
  const { amountCents, expiresAt } = contents;
  const hashed = hash.contents(JSON.stringify([amountCents, ...contentsValues(contents)]));
  return JSON.stringify([amountCents, hashed, ...(expiresAt === undefined ? [] : [expiresAt])]);
}

/** The id of the key that a page's contents were sealed by; undefined where they rest as they are, or were erased. */
export function sealedIdOf(page: string): string | undefined {
  return sealedBy(page.split('\n', 4)[3] ?? '');
}

/** An entry as read back from its page, opened by its batch's key; throws where the page is not one of ours. */
export function decodePage(
  key: EntryKey,
  page: string,
  batchKey: BatchKey | undefined,
  linkHosts: readonly string[],
): Entry {
  const [state, referenceText, comparedLine, sealedText, pastText] = page.split('\n');
  if (state === undefined || comparedLine === undefined || sealedText === undefined)
    throw new Error('broken page');
  const [kind, generation, attempt, firstSentAt] = state.split(' ', 4);
  const reference = (referenceText || pointerOf(key)) as Reference;
  const [amountCents, , expiresAt] = comparedSchema.parse(JSON.parse(comparedLine));
  const isErased = sealedText === '';
  const body = isErased ? '[0]' : sealedIdOf(page) ? batchKey?.open(sealedText, rowPlace(key)) : sealedText;
  if (body === undefined) throw new Error('a sealed page without its key');
  const [label, ...values] = bodySchema.parse(JSON.parse(body));
  const contents = decodeContents(amountCents, expiresAt, values);
  return {
    key,
    reference,
    contents,
    label: typeof label === 'string' ? label : (contents.label ?? `Refund ${reference}`),
    state: heldToHosts(
      decodeState(kind ?? '', state.split(' ').slice(5).join(' '), batchKey, key),
      linkHosts,
    ),
    generation: Number(generation),
    attempt: Number(attempt),
    ...(isErased && { isErased }),
    ...(firstSentAt !== '0' && { firstSentAt: Number(firstSentAt) }),
    ...decodePast(pastText),
  };
}

/** Whoever can write to Redis can write an address: one at no host of links is told, and not believed. */
function heldToHosts(state: EntryState, hosts: readonly string[]): EntryState {
  const strangeHost = state.kind === 'created' ? strangeHostOf(state.link.url, hosts) : undefined;
  return strangeHost === undefined ? state : ({ ...state, strangeHost } as EntryState);
}

const rowPlace = ({ line }: EntryKey) => `${line} row`;
const failurePlace = ({ line }: EntryKey) => `${line} failure`;

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

/** A created entry's state: how the link was learnt of, and the link; `page.lua` has the twin. */
export function createdText({ link, recovered, isVerified }: Extract<Outcome, { kind: 'created' }>): string {
  return `${(recovered ? 1 : 0) + (isVerified ? 2 : 0)} ${linkText(link)}`;
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

function decodeState(kind: string, extra: string, batchKey: BatchKey | undefined, key: EntryKey): EntryState {
  switch (kind) {
    case 'created': {
      const [how, id, url, expiresAt] = extra.split(' ');
      if (id === undefined || url === undefined) throw new Error('broken page: no link');
      return {
        kind,
        recovered: how === '1' || how === '3',
        ...((how === '2' || how === '3') && { isVerified: true }),
        link: { id, url, ...(expiresAt !== undefined && { expiresAt }) },
      };
    }
    case 'refused':
    case 'failed':
      return { kind, failure: decodeFailure(extra, batchKey, failurePlace(key)) };
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

const storedFailure = failureSchema.extend({ sealed: z.string().optional() });

/** A failure as it rests on a page: what Bridge said of it may name people. */
export function encodeFailure({ detail, ...failure }: Failure, batchKey: BatchKey, key: EntryKey): string {
  if (detail === undefined || batchKey.id === '')
    return JSON.stringify({ ...failure, ...(detail !== undefined && { detail }) });
  return JSON.stringify({ ...failure, sealed: batchKey.seal(detail, failurePlace(key)) });
}

/** Without the key of its batch a failure is told without its detail. */
function decodeFailure(text: string, batchKey: BatchKey | undefined, place: string): Failure {
  const { sealed, ...failure } = storedFailure.parse(JSON.parse(text));
  if (sealed === undefined || batchKey === undefined || sealedBy(sealed) !== batchKey.id)
    return failure as Failure;
  return { ...failure, detail: batchKey.open(sealed, place) } as Failure;
}

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

/** Values in fixed order, 0 for absent, absent ones at the end left out. */
function contentsValues(contents: Contents): (PartyText | number)[] {
  const values: (PartyText | number)[] = [
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
  return values;
}

function decodeContents(
  amountCents: number,
  expiresAt: string | undefined,
  values: readonly (PartyText | number)[],
): Contents {
  const word = (at: number) => (typeof values[at] === 'string' ? values[at] : undefined);
  const optional = {
    iban: word(0) as Iban | undefined,
    beneficiary: decodeParty(values[1] as PartyText | undefined),
    label: word(2),
    endToEndId: word(3),
    payer: decodeParty(values[4] as PartyText | undefined),
    payerReference: word(5),
    expiresAt,
    callbackUrl: word(7),
  };
  const present = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  return { amountCents, currency: 'EUR', ...present };
}

const comparedSchema = z.tuple([z.number(), z.string(), z.string().optional()]);

const bodySchema = z
  .array(z.union([z.number(), z.string(), z.tuple([z.string(), z.string()])]))
  .min(1)
  .max(9);
