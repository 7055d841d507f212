import { z } from 'zod';
import { SealBroken } from '../domain/crypto/sealing.ts';
import { type Entry, type EntryKey, earlierEnds } from '../domain/entry.ts';
import type { BatchKey } from './keys.ts';
import type { RecordKeys } from './record-keys.ts';

const grantPlace = ({ line }: EntryKey, reference: string) => `${line} grant ${reference}`;

/** What of an entry's past decides what is sent, and what never counts again. */
export type Past = Pick<Entry, 'earlierLinks' | 'reissuedExpiry' | 'wantedAt'>;

/** The end of a link is one of a list: a text of somebody else's would stand in a report. */
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

/** The past of a page; `SealBroken` where its grant does not bear it out. A generation that waits for its grant is not sent. */
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

/** Generation, since when it is wanted, until when its link is to live, and its earlier links as they stand in the past. */
const grantSchema = z.tuple([z.number(), z.number(), z.string(), linksSchema]);

function grantOf(generation: number, past: Past): Grant {
  return [generation, past.wantedAt ?? 0, past.reissuedExpiry ?? '', linksOf(past)];
}

const linksOf = ({ earlierLinks }: Past) =>
  earlierLinks.map(({ id, url, status, at }): z.infer<typeof linksSchema>[number] => [id, url, status, at]);

/**
 * The fifth line of a page, with the grant for a generation: `["id"` and `"wantedAt":` are what the scripts look for. `generation`: the
 * one that the entry has with this past.
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
