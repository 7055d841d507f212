import type { ListedLink } from '../bridge/bridge.ts';
import type { EntryKey } from '../domain/entry.ts';
import { fingerprintOf, fingerprintOfRow } from '../domain/wire-values.ts';
import type { Standing } from '../ledger/ledger.ts';
import { listOnce, listWindow } from './list-window.ts';
import type { Mill } from './mill.ts';
import { providerShiftMs } from './settle-doubts.ts';

/** No link younger than this at the first glance: nothing was sent of late, and nothing need be waited for. */
const glanceMs = 600_000;

/** Where the list begins: no payment link is older than the provider's first version that made them. */
const startOfTheList = Date.UTC(2020, 0, 1);

/** Clocks differ: a window that should hold everything up to now ends this much later. */
const aheadMs = 120_000;

/**
 * Looks back over all the account's links, because the ledger may have forgotten some, and then trusts the ledger again.
 * Begins at once where a first glance shows no young link, else the proof wait after the loss was noticed. Answers whether it
 * was done. Throws `ListingUnavailable`.
 */
export async function lookBack(mill: Mill, standing: Standing): Promise<boolean> {
  const { ledger, times, note } = mill;
  const now = standing.now + providerShiftMs(mill, standing.now);
  const glance = await listOnce(mill, { since: now - glanceMs, until: now + aheadMs, limit: 1 });
  const quiet = glance.links.length === 0;
  if (!quiet && standing.now < standing.bornAt + times.provenAbsentAfterMs) return false;
  let seen = 0;
  let settled = 0;
  for await (const part of listWindow(mill, startOfTheList, now + aheadMs)) {
    const named = part.links.filter((link): link is NamedLink => link.reference !== undefined);
    seen += part.links.length;
    const keys = named.length === 0 ? [] : await ledger.lookBack(named.map((link) => seenLink(mill, link)));
    for (const [at, link] of named.entries()) {
      const key = keys[at];
      if (key !== undefined && (await settleFromLink(mill, key, link))) settled += 1;
    }
  }
  await ledger.trust(standing.epoch, quiet);
  if (seen > 0) note('looked back over the links of the account', { seen, settled });
  return true;
}

type NamedLink = ListedLink & { readonly reference: string };

function isOurs({ installation }: Mill, link: ListedLink): boolean {
  return link.tag?.startsWith(`${installation}.`) === true;
}

function seenLink(mill: Mill, link: NamedLink) {
  const { id, url, reference } = link;
  return { id, url, reference, ...(isOurs(mill, link) && { fingerprint: fingerprintOf(link) }) };
}

/** An unsettled entry whose reference has a link is settled: as created where the link is ours and says the same, else told. */
async function settleFromLink(mill: Mill, key: EntryKey, link: NamedLink): Promise<boolean> {
  const entry = await mill.ledger.entry(key);
  const batch = await mill.ledger.read(key.batch);
  if (entry === undefined || batch === undefined) return false;
  if (!['entered', 'claimed', 'doubtful'].includes(entry.state.kind)) return false;
  const expected = fingerprintOfRow(entry.contents, entry.label, batch.options.payer);
  const same = isOurs(mill, link) && expected === fingerprintOf(link);
  const failure = { code: 'found_with_other_contents', detail: `The link is ${link.id}.` } as const;
  await mill.ledger.judge(key, entry.attempt, same ? { kind: 'found', link } : { kind: 'conflict', failure });
  return true;
}
