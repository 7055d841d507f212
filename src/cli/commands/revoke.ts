import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline/promises';
import { Command } from 'commander';
import { revokeBatch } from '../../actions/hold-batch.ts';
import { revokeLinks } from '../../actions/revoke-links.ts';
import { checkReportPath, writeRevocations } from '../../actions/write-report.ts';
import { Stop } from '../../domain/failure.ts';
import { type OpenMill, realClock } from '../../wiring.ts';
import { batchOf, openToCall } from '../batch-of.ts';
import { orBooksOpen } from '../books-open.ts';
import { type Door, onDoor } from '../door.ts';
import { count } from '../findings.ts';
import { configOf, type ReasonFlags, type SandboxFlags, withReason, withSandboxFlag } from '../flags.ts';
import { person } from '../person.ts';
import { reportPathOf } from '../work.ts';

interface RevokeFlags extends SandboxFlags, ReasonFlags {
  readonly yes?: true;
  readonly out?: string;
}

/** Between rounds in which some links did not end, in ms. */
const pauseMs = 1_000;

/** `revoke BATCH`: every link of the batch that can still be paid is revoked, and rows that were not sent are cancelled. */
export function revoke(door: Door): Command {
  const command = new Command('revoke').argument('<batch>', 'id of the batch');
  command
    .description(
      'Revokes every link of a batch that can still be paid, and cancels the rows that were not sent.',
    )
    .option('--yes', 'do not ask for the id of the batch again')
    .option('--out <file>', 'where the result goes (default: NAME.revoked.csv in the current folder)');
  withSandboxFlag(withReason(command));
  const example = 'npx linkmill revoke abcdefghijkl --reason "sent twice by mistake"';
  return onDoor<RevokeFlags>(command, door, example, async (flags, id = '') => {
    const open = await openToCall(door, configOf(door, flags), flags);
    try {
      const { ledger } = open.mill;
      const batch = await batchOf(ledger, id);
      const path = reportPathOf(batch.file, flags.out, 'revoked');
      await checkReportPath(path);
      if (!flags.yes) await confirm(door, id, batch.books.created);
      const links = await revokeBatch({ ledger }, batch, { by: person(), why: flags.reason ?? '' });
      door.say(
        `${count(links, 'link')} to revoke. Cut off, it goes on with the same command, or in any worker.`,
      );
      await orBooksOpen(revokeAll(door, open, id));
      const told = await writeRevocations(ledger, await batchOf(ledger, id), path, randomUUID());
      door.say(
        Object.entries(told)
          .map(([state, rows]) => `${state} ${rows}`)
          .join(', ') || 'The batch has no link.',
      );
      door.say(`Result: ${path}`);
      door.result({ batch: id, links: told, report: path });
      if (door.interrupted.aborted) return door.sayGoOn('Stopped before every link was revoked.');
      return Object.keys(told).every((state) => state === 'revoked' || state === 'expired') ? 0 : 2;
    } finally {
      await open.close();
    }
  });
}

async function confirm({ stdin, stderr, interrupted }: Door, id: string, links: number): Promise<void> {
  const questions = createInterface({ input: stdin, output: stderr });
  try {
    const asked = `Up to ${count(links, 'link')} will be revoked for good. Type the id of the batch to confirm: `;
    const answer = await Promise.race([
      questions.question(asked, { signal: interrupted }).catch(() => ''),
      new Promise<string>((giveUp) => questions.once('close', () => giveUp(''))),
    ]);
    if (answer.trim() !== id) throw new Stop([{ code: 'not_confirmed' }], 1);
  } finally {
    questions.close();
  }
}

/** Until no link of the batch is left to revoke; other processes may work at it, too. */
async function revokeAll(door: Door, { mill }: OpenMill, id: string): Promise<void> {
  const patience = { signal: door.interrupted, isPatient: true };
  const isOfBatch = ({ key }: { readonly key: { readonly batch: string } }) => key.batch === id;
  while (!door.interrupted.aborted) {
    const left = (await mill.ledger.revocations(1)).length > 0;
    if (!left) return;
    const ended = await revokeLinks(mill, patience, async () => undefined, isOfBatch);
    if (ended === 0 && !(await mill.ledger.revocations(Number.MAX_SAFE_INTEGER)).some(isOfBatch)) return;
    if (ended === 0) await realClock.sleep(pauseMs, door.interrupted);
  }
}
