import { z } from 'zod';
import { SealBroken, sealedBy } from '../domain/crypto/sealing.ts';
import { type EntryKey, type EntryState, type Link, type Outcome, pointerOf } from '../domain/entry.ts';
import { type Failure, failureSchema } from '../domain/failure.ts';
import type { BatchKey } from './keys.ts';
import type { RecordKeys } from './record-keys.ts';
import type { RowHash } from './row-hash.ts';

const failurePlace = ({ line }: EntryKey) => `${line} failure`;

/** The extra of a created state, 'how id url expiry mark'; the head of `entry-record.lua` describes it. */
export function createdText(
  { link, recovered, isVerified }: Extract<Outcome, { kind: 'created' }>,
  { key, reference }: { readonly key: EntryKey; readonly reference: string },
  hash: RowHash,
): string {
  return `${(recovered ? 1 : 0) + (isVerified ? 2 : 0)} ${linkText(link, ownerOf(key, reference), hash, isVerified)}`;
}

/**
 * A link in the form `id url expiry mark`, with `-` where the expiry is the requested one. `owner`: its entry, or the reference alone for
 * an orphan link of a recovery scan.
 */
export function linkText(link: Link, owner: string, hash: RowHash, isVerified = false): string {
  return [link.id, link.url, link.expiresAt ?? '-', hash.link(owner, link, isVerified)].join(' ');
}

/** A state with a new mark for its link: the old mark was made with a key that was stored unwrapped, so it proves nothing. */
export function markedAnew(
  state: string,
  owner: { readonly key: EntryKey; readonly reference: string },
  hash: RowHash,
): string {
  const [kind, , , , , how, id = '', url = '', expiresAt = '-'] = state.split(' ');
  if (kind !== 'created') return state;
  const link = { id, url, ...(expiresAt !== '-' && { expiresAt }) };
  const text = linkText(link, ownerOf(owner.key, owner.reference), hash, isVerifiedText(how));
  return [...state.split(' ', 5), how, text].join(' ');
}

const isVerifiedText = (how: string | undefined) => how === '2' || how === '3';

/** The pointer is part of the owner, so that an earlier row with the same reference cannot use the link's mark. */
const ownerOf = (key: EntryKey, reference: string) => `${pointerOf(key)}\n${reference}`;

/** Decodes a state from its kind and extra; `SealBroken` where it is not ours. */
export function decodeState(
  kind: string,
  extra: readonly string[],
  reference: string,
  key: EntryKey,
  keys: RecordKeys,
): EntryState {
  switch (kind) {
    case 'created': {
      const [how, id = '', url = '', expiresAt = '', mark] = extra;
      const link = { id, url, ...(expiresAt !== '-' && { expiresAt }) };
      const isVerified = isVerifiedText(how);
      const owners = [ownerOf(key, reference), reference];
      if (!owners.some((owner) => mark === keys.hash.link(owner, link, isVerified)))
        throw new SealBroken('link without a mark of this ledger');
      return {
        kind,
        recovered: how === '1' || how === '3',
        ...(isVerified && { isVerified }),
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
      throw new SealBroken('broken record: unknown state');
  }
}

const storedFailure = failureSchema.extend({ sealed: z.string().exactOptional() });

/** The sealed part of a failure. */
const sealedSchema = failureSchema.pick({ details: true, detail: true });

/** A failure as a record stores it. Details and Bridge's words are sealed, since they may name people; where the batch's key is missing, they are left out. */
export function encodeFailure(
  { details, detail, ...failure }: Failure,
  batchKey: BatchKey | undefined,
  key: EntryKey,
): string {
  if (batchKey === undefined) return JSON.stringify(failure);
  if ((details ?? detail) === undefined || batchKey.id === '')
    return JSON.stringify({ ...failure, details, detail });
  const words = JSON.stringify({ details, detail });
  return JSON.stringify({ ...failure, sealed: batchKey.seal(words, failurePlace(key)) });
}

/** The only details that scripts write in clear: the id of a link. */
const ofScripts = z.tuple([
  z.object({ code: z.literal('link_named'), params: z.object({ link: z.string().regex(/^[\w-]{1,200}$/) }) }),
]);

/** Decodes a failure. In a sealed batch, clear details count only in the form that scripts write. */
function decodeFailure(text: string, batchKey: BatchKey | undefined, place: string): Failure {
  const { sealed, ...failure } = storedFailure.parse(JSON.parse(text));
  if (batchKey === undefined) return failure;
  const { details, detail: _, ...bare } = failure;
  if (sealed === undefined || sealedBy(sealed) !== batchKey.id) {
    const isOurs = ofScripts.safeParse(details).success;
    return isOurs && details !== undefined ? { ...bare, details } : bare;
  }
  return { ...bare, ...sealedSchema.parse(JSON.parse(batchKey.open(sealed, place))) };
}
