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
import type { Contents, Iban, Party, Reference } from '../domain/instruction.ts';
import { SealBroken, sealedBy } from '../domain/sealing.ts';
import type { BatchKey } from './keys.ts';
import type { RowHash } from './row-hash.ts';

/**
 * The text of an entry in Redis: `state`, `reference` (empty: the pointer stands for it), what the scripts read and compare, contents and
 * label as they rest (sealed; empty once they were erased), and its past where it was reissued, a line each. The scripts move the
 * state and copy the rest; `page.lua` has the twin of the grammar.
 *
 * Who can write to Redis and lacks the installation's key changes nothing of it unnoticed: the sealed line is bound to the two lines
 * before it and to its place, the past and the generation to a *grant*, a link to a mark by the account's hash key.
 */
export interface PageText {
  readonly reference: string;
  /** `[cents, keyed hash of the contents, expiry]`, the last where the row has one of its own; equal contents give equal text. */
  readonly compared: string;
  readonly sealed: string;
}

/** What opens a page: the batch's key, absent where nothing of the page is sealed, and the account's hash key. */
export interface PageKeys {
  readonly batchKey: BatchKey | undefined;
  readonly hash: RowHash;
  /** The installation has a key: what is not sealed was forged. */
  readonly isKeyed: boolean;
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
  const compared = comparedText(contents, hash);
  return {
    reference: reference ?? '',
    compared,
    sealed: batchKey.seal(body, rowPlace(key, reference ?? '', compared)),
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

/** An entry as read back from its page. `SealBroken` where the page is not one of ours, or not of this place. */
export function decodePage(key: EntryKey, page: string, keys: PageKeys): Entry {
  const [state, referenceText, compared, sealedText, pastText] = page.split('\n');
  if (
    state === undefined ||
    referenceText === undefined ||
    compared === undefined ||
    sealedText === undefined
  )
    throw new SealBroken('broken page');
  const [kind = '', generationText, attempt, firstSentAt] = state.split(' ', 4);
  const generation = Number(generationText);
  const reference = (referenceText || pointerOf(key)) as Reference;
  const [amountCents, , expiresAt] = comparedSchema.parse(JSON.parse(compared));
  const isErased = sealedText === '';
  const [label, ...values] = isErased
    ? [0]
    : bodyOf(sealedText, rowPlace(key, referenceText, compared), keys);
  const contents = decodeContents(amountCents, expiresAt, values);
  return {
    key,
    reference,
    contents,
    label: typeof label === 'string' ? label : (contents.label ?? `Refund ${reference}`),
    state: decodeState(kind, state.split(' ').slice(5), reference, key, keys),
    generation,
    attempt: Number(attempt),
    ...(isErased && { isErased }),
    ...(firstSentAt !== '0' && { firstSentAt: Number(firstSentAt) }),
    ...decodePast(pastText, { key, reference, generation, isToSend: kind === 'entered' && !isErased }, keys),
  };
}

function bodyOf(text: string, place: string, { batchKey, isKeyed }: PageKeys): z.infer<typeof bodySchema> {
  if (batchKey === undefined && isKeyed) throw new SealBroken(`unsealed: ${place}`);
  return bodySchema.parse(JSON.parse(batchKey?.open(text, place) ?? text));
}

const rowPlace = ({ line }: EntryKey, reference: string, compared: string) =>
  `${line} row ${reference}\n${compared}`;
const failurePlace = ({ line }: EntryKey) => `${line} failure`;
const grantPlace = ({ line }: EntryKey, reference: string) => `${line} grant ${reference}`;

/** What of an entry's past decides what is sent, and what never counts again. */
export type Past = Pick<Entry, 'earlierLinks' | 'reissuedExpiry' | 'wantedAt'>;

const pastSchema = z.object({
  wantedAt: z.number().optional(),
  expiresAt: z.string().optional(),
  links: z.array(z.tuple([z.string(), z.string(), z.string(), z.number()])),
  grant: z.string().optional(),
});

interface PastPlace {
  readonly key: EntryKey;
  readonly reference: string;
  readonly generation: number;
  readonly isToSend: boolean;
}

/** The past of a page; `SealBroken` where its grant does not bear it out, or the row would be sent in a generation that nobody granted. */
function decodePast(text: string | undefined, place: PastPlace, { batchKey, isKeyed }: PageKeys): Past {
  const { generation, isToSend, key, reference } = place;
  if (text === undefined) {
    if (isKeyed && isToSend && generation > 0) throw new SealBroken('a generation without a grant');
    return { earlierLinks: [] };
  }
  const { wantedAt, expiresAt, links, grant } = pastSchema.parse(JSON.parse(text));
  const past: Past = {
    earlierLinks: links.map(([id, url, status, at]) => ({ id, url, status, at })),
    ...(expiresAt !== undefined && { reissuedExpiry: expiresAt }),
    ...(wantedAt !== undefined && { wantedAt }),
  };
  // Once its batch was purged nothing opens any more, and nothing is sent.
  if (batchKey === undefined) return past;
  const granted = grantSchema.parse(JSON.parse(batchKey.open(grant ?? '', grantPlace(key, reference))));
  // A link that the list showed may have moved a row on that is not to be sent.
  const isOfNow = isToSend ? granted[0] === generation : granted[0] <= generation;
  if (!isOfNow || JSON.stringify(granted) !== JSON.stringify(grantOf(granted[0], past)))
    throw new SealBroken('a past that nobody granted');
  return past;
}

type Grant = z.infer<typeof grantSchema>;

/** Generation, since when it is wanted, until when its link is to live, ids of earlier links. */
const grantSchema = z.tuple([z.number(), z.number(), z.string(), z.array(z.string())]);

function grantOf(generation: number, { wantedAt, reissuedExpiry, earlierLinks }: Past): Grant {
  return [generation, wantedAt ?? 0, reissuedExpiry ?? '', earlierLinks.map(({ id }) => id)];
}

/**
 * The fifth line of a page, with the grant for a generation: `["id"` and `"wantedAt":` are what the scripts look for. `generation`: the
 * one that the entry has with this past.
 */
export function encodePast(
  { key, reference }: Pick<Entry, 'key' | 'reference'>,
  generation: number,
  past: Past,
  batchKey: BatchKey,
): string {
  const { wantedAt, reissuedExpiry, earlierLinks } = past;
  const grant = batchKey.seal(JSON.stringify(grantOf(generation, past)), grantPlace(key, reference));
  return JSON.stringify({
    ...(wantedAt !== undefined && { wantedAt }),
    ...(reissuedExpiry !== undefined && { expiresAt: reissuedExpiry }),
    links: earlierLinks.map(({ id, url, status, at }) => [id, url, status, at]),
    ...(batchKey.id !== '' && { grant }),
  });
}

/** A created entry's state: how the link was learnt of, and the link; `page.lua` has the twin. */
export function createdText(
  { link, recovered, isVerified }: Extract<Outcome, { kind: 'created' }>,
  { key, reference }: Pick<Entry, 'key' | 'reference'>,
  hash: RowHash,
): string {
  return `${(recovered ? 1 : 0) + (isVerified ? 2 : 0)} ${linkText(link, ownerOf(key, reference), hash)}`;
}

/**
 * A link as the state of a created entry bears it: `id url expiry mark`, with `-` where the expiry is as we asked for. `owner`: its entry,
 * or the reference alone of a link that no entry knew at the look-back.
 */
export function linkText(link: Link, owner: string, hash: RowHash): string {
  return [link.id, link.url, link.expiresAt ?? '-', hash.link(owner, link)].join(' ');
}

/** An earlier row of the same reference, with other contents, has no part in a link. */
const ownerOf = (key: EntryKey, reference: string) => `${pointerOf(key)}\n${reference}`;

function decodeState(
  kind: string,
  extra: readonly string[],
  reference: string,
  key: EntryKey,
  keys: PageKeys,
): EntryState {
  switch (kind) {
    case 'created': {
      const [how, id = '', url = '', expiresAt = '', mark] = extra;
      const link = { id, url, ...(expiresAt !== '-' && { expiresAt }) };
      const owners = [ownerOf(key, reference), reference];
      if (!owners.some((owner) => mark === keys.hash.link(owner, link)))
        throw new SealBroken('a link that this ledger never heard of');
      return {
        kind,
        recovered: how === '1' || how === '3',
        ...((how === '2' || how === '3') && { isVerified: true }),
        link,
      };
    }
    case 'refused':
    case 'failed':
      return { kind, failure: decodeFailure(extra.join(' '), keys.batchKey, failurePlace(key)) };
    case 'entered':
    case 'claimed':
    case 'doubtful':
    case 'cancelled':
      return { kind };
    default:
      throw new SealBroken('broken page: unknown state');
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
export function encodeFailure(
  { detail, ...failure }: Failure,
  batchKey: BatchKey | undefined,
  key: EntryKey,
): string {
  if (batchKey === undefined) return JSON.stringify(failure);
  if (detail === undefined || batchKey.id === '')
    return JSON.stringify({ ...failure, ...(detail !== undefined && { detail }) });
  return JSON.stringify({ ...failure, sealed: batchKey.seal(detail, failurePlace(key)) });
}

/** What a script says of a failure in words: the id of a link. */
const linkDetail = /^The link is [\w-]{1,200}\.$/;

/** Without the key of its batch a failure is told without its detail; of a sealed batch no other words than a script's are believed. */
function decodeFailure(text: string, batchKey: BatchKey | undefined, place: string): Failure {
  const { sealed, ...failure } = storedFailure.parse(JSON.parse(text));
  const { detail, ...bare } = failure;
  const isOurs = batchKey === undefined || detail === undefined || linkDetail.test(detail);
  if (sealed === undefined || batchKey === undefined || sealedBy(sealed) !== batchKey.id)
    return (isOurs ? failure : bare) as Failure;
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
