import { z } from 'zod';
import { SealBroken } from '../domain/crypto/sealing.ts';
import { type EarlierLink, type Entry, type EntryKey, earlierEnds } from '../domain/entry.ts';
import type { BatchKey } from './keys.ts';
import type { RecordKeys } from './record-keys.ts';

const grantPlace = ({ line }: EntryKey, reference: string) => `${line} grant ${reference}`;

/** The part of an entry's past that decides what is sent, and which links never count again. */
export type Past = Pick<Entry, 'earlierLinks' | 'reissuedExpiry' | 'wantedAt'>;

/** Only known ends of a link are accepted, since reports show them. */
const linksSchema = z.array(z.tuple([z.string(), z.string(), z.enum(earlierEnds), z.number()]));

const pastSchema = z.object({
  wantedAt: z.number().optional(),
  expiresAt: z.string().optional(),
  links: linksSchema,
  grant: z.string().optional(),
});

interface PastPlace {
  readonly key: EntryKey;
  readonly reference: string;
  readonly generation: number;
  readonly isToSend: boolean;
}

/** The past of a record; `SealBroken` where its grant does not match. `isUngranted`: the generation waits for its grant and is not sent. */
export function decodePast(
  text: string | undefined,
  place: PastPlace,
  { batchKey, isKeyed }: RecordKeys,
): Past & Pick<Entry, 'isUngranted'> {
  const { generation, isToSend, key, reference } = place;
  if (text === undefined) {
    return { earlierLinks: [], ...(isKeyed && generation > 0 && { isUngranted: true }) };
  }
  const { wantedAt, expiresAt, links, grant } = pastSchema.parse(JSON.parse(text));
  const past: Past = {
    earlierLinks: links.map(([id, url, status, at]) => ({ id, url, status, at })),
    ...(expiresAt !== undefined && { reissuedExpiry: expiresAt }),
    ...(wantedAt !== undefined && { wantedAt }),
  };
  // Without a key: the batch was purged, so that no row of it is sent, or the installation has no key.
  if (batchKey === undefined) return past;
  const granted = grantSchema.parse(JSON.parse(batchKey.open(grant ?? '', grantPlace(key, reference))));
  // A link that the list showed may have raised the generation of a row that is not waiting to be sent.
  const isOfNow = isToSend ? granted[0] === generation : granted[0] <= generation;
  if (!isOfNow || JSON.stringify(granted) !== JSON.stringify(grantOf(granted[0], past)))
    throw new SealBroken('a past that nobody granted');
  return past;
}

type Grant = z.infer<typeof grantSchema>;

/** Generation, wantedAt (0 = none), expiry of a reissued link ('' = none), and the earlier links. */
const grantSchema = z.tuple([z.number(), z.number(), z.string(), linksSchema]);

function grantOf(generation: number, past: Past): Grant {
  return [generation, past.wantedAt ?? 0, past.reissuedExpiry ?? '', linksOf(past)];
}

const linksOf = ({ earlierLinks }: Past) =>
  earlierLinks.map(({ id, url, status, at }): z.infer<typeof linksSchema>[number] => [id, url, status, at]);

/**
 * The fifth line of a record, with the grant for the generation that the entry has with this past. The scripts search it for `["id"` and
 * `"wantedAt":`.
 */
export function encodePast(
  { key, reference }: Pick<PastPlace, 'key' | 'reference'>,
  generation: number,
  past: Past,
  batchKey: BatchKey,
): string {
  const { wantedAt, reissuedExpiry } = past;
  const grant = batchKey.seal(JSON.stringify(grantOf(generation, past)), grantPlace(key, reference));
  return JSON.stringify({
    ...(wantedAt !== undefined && { wantedAt }),
    ...(reissuedExpiry !== undefined && { expiresAt: reissuedExpiry }),
    links: linksOf(past),
    ...(batchKey.id !== '' && { grant }),
  });
}

/** A past with one more link that never counts again; a link that it has already stays as it is. */
export function pastWith(past: Past, link: EarlierLink): Past {
  const isThere = past.earlierLinks.some(({ id }) => id === link.id);
  return isThere ? past : { ...past, earlierLinks: [...past.earlierLinks, link] };
}

/** A past after one of its misdirected links was paid. */
export function pastPaid(past: Past, id: string): Past {
  const earlierLinks = past.earlierLinks.map(
    (link): EarlierLink =>
      link.id === id && link.status === 'misdirected' ? { ...link, status: 'paid elsewhere' } : link,
  );
  return { ...past, earlierLinks };
}
