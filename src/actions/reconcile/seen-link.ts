import type { ListedLink } from '../../bridge/bridge.ts';
import { fingerprintOf } from '../../domain/wire-values.ts';
import type { SeenLink } from '../../ledger/ledger.ts';
import { generationOf, isLive, isTaggedBy, linkOf } from './whose-link.ts';

export type NamedLink = ListedLink & { readonly reference: string };

/** A listed link in the form in which a recovery scan passes it to the ledger. */
export function seenLink(link: NamedLink, installation: string): SeenLink {
  const live = link.status === 'completed' ? 'completed' : 'valid';
  const { ibanEnds, ...withoutIban } = link;
  return {
    reference: link.reference,
    rank: !isTaggedBy(link, installation) ? 'foreign' : isLive(link) ? live : 'ended',
    generation: generationOf(link) ?? 0,
    fingerprint: fingerprintOf(link),
    ...(ibanEnds !== undefined && { openFingerprint: fingerprintOf(withoutIban) }),
    link: linkOf(link),
  };
}
