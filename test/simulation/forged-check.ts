import type { AccountContext } from '../../src/actions/account-context.ts';
import { closeBooks } from '../../src/actions/audit/close-books.ts';
import { revokeLinks } from '../../src/actions/reconcile/revoke-links.ts';
import { settleDuplicateLinks } from '../../src/actions/reconcile/settle-duplicate-links.ts';
import type { Audit } from '../../src/domain/audit.ts';
import { pointerOf } from '../../src/domain/entry.ts';
import type { SimFile } from './rows.ts';
import type { World } from './world.ts';

/** The number of checks: links that one closing of the books finds are revoked before the next. */
const rounds = 3;

/**
 * After the last event of a world in which somebody forged: of each reference one link can be paid, or the books tell; and books that
 * balance are true.
 */
export async function checkForged(world: World, context: AccountContext): Promise<void> {
  const { provider, judge, files } = world;
  const patience = { signal: new AbortController().signal, isPatient: true };
  const audits = new Map<string, Audit>();
  for (let round = 0; round < rounds; round += 1) {
    for (const { batch } of files) {
      audits.delete(batch);
      const audit = await orNone(world, closed(context, batch));
      if (audit !== undefined) audits.set(batch, audit);
    }
    for (let round = 0; round < rounds; round += 1) {
      await orNone(
        world,
        settleDuplicateLinks(context, patience, async () => undefined),
      );
      await orNone(
        world,
        revokeLinks(context, patience, async () => undefined),
      );
      await context.clock.sleep(15_000);
    }
  }
  for (const file of files) await checkBooks(world, context, file, audits.get(file.batch));
  for (const reference of world.keys.keys()) {
    const valid = provider.liveOf(reference).filter((link) => provider.statusOf(link) === 'valid');
    const batches = files.filter(({ entries }) => entries.some((one) => one.reference === reference));
    const isNotified = batches.some(({ batch }) => audits.get(batch)?.balanced !== true);
    if (valid.length > 1 && !isNotified)
      judge.violated(
        'one payable link, or it is told',
        `${reference} has ${valid.map(({ id }) => id).join(', ')}`,
      );
  }
}

async function closed(context: AccountContext, id: string): Promise<Audit | undefined> {
  const batch = await context.ledger.batches.read(id);
  const patience = { signal: new AbortController().signal, isPatient: true };
  return batch?.committedAt === undefined
    ? undefined
    : closeBooks(context, batch, patience, async () => undefined);
}

/** In balanced books each row with a link has its own link, which leads to the row's IBAN. */
async function checkBooks(
  world: World,
  { ledger }: AccountContext,
  { batch, entries }: SimFile,
  audit: Audit | undefined,
): Promise<void> {
  if (audit?.balanced !== true) return;
  const { provider, judge } = world;
  const records = await ledger.entries.readLines(
    batch,
    entries.map(({ line }) => line),
  );
  for (const { line, reference } of entries) {
    const record = records.get(line);
    const entry = record !== undefined && !('state' in record) ? await ledger.entries.read(record) : record;
    const reported = `${batch} line ${line} (${reference})`;
    if (entry === undefined) judge.violated('books are balanced only if they are', `${reported} has no page`);
    if (entry?.state.kind !== 'created') continue;
    const link = provider.byId(entry.state.link.id);
    if (link === undefined || link.request.reference !== reference || !provider.leadsRight(link))
      judge.violated(
        'books are balanced only if they are',
        `${reported}: ${pointerOf(entry.key)} has ${entry.state.link.id}`,
      );
  }
}

async function orNone<T>(world: World, work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    world.trace('checker', String(error));
    return undefined;
  }
}
