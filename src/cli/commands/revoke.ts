import { randomUUID } from 'node:crypto';
import { Command } from 'commander';
import { startSweep } from '../../../workers/main.ts';
import { revokeBatch } from '../../actions/hold-batch.ts';
import { revokeLinks } from '../../actions/revoke-links.ts';
import { writeRevocations } from '../../actions/write-report.ts';
import type { Batch } from '../../domain/batch.ts';
import { Stop } from '../../domain/failure.ts';
import { type OpenMill, realClock } from '../../wiring.ts';
import { askWord } from '../ask-word.ts';
import { batchOf, openToCall, placeOf } from '../batch-of.ts';
import { type Door, onDoor } from '../door.ts';
import { count } from '../findings.ts';
import { configOf, type ReasonFlags, type SandboxFlags, withReason, withSandboxFlag } from '../flags.ts';
import { span } from '../money.ts';
import { orUnavailable } from '../or-unavailable.ts';
import { person } from '../person.ts';

interface RevokeFlags extends SandboxFlags, ReasonFlags {
  readonly yes?: true;
  readonly out?: string;
}

/** Between rounds in which nothing was due, in ms. */
const pauseMs = 500;

/** How far it is is told so often, in ms. */
const tellEachMs = 15_000;

/** What is in flight or in doubt is settled after lease and proof wait, and so much, in ms. */
const marginMs = 10_000;

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
      const path = await placeOf(ledger, batch, 'revoked', flags.out);
      if (!flags.yes) await confirm(door, batch);
      const links = await revokeBatch(open.mill, batch, { by: person(), why: flags.reason ?? '' });
      door.say(
        `${count(links, 'link')} to revoke. Cut off, it goes on with the same command, or in any worker.`,
      );
      const left = await orUnavailable(door, revokeAll(door, open, id));
      if (left > 0)
        door.say(
          `${count(left, 'row')} still open: held by another batch, or not looked up yet. Run the same command again.`,
        );
      const told = await writeRevocations(ledger, await batchOf(ledger, id), path, randomUUID());
      const rows = Object.entries(told).map(([state, number]) => `${state} ${number}`);
      door.say(rows.join(', ') || 'The batch has no link.');
      door.say(`Result: ${path}`);
      door.result({ batch: id, links: told, report: path });
      const isDone = Object.keys(told).every((state) => state === 'revoked' || state === 'expired');
      return isDone && left === 0 ? 0 : 2;
    } finally {
      await open.close();
    }
  });
}

async function confirm(door: Door, { id, books }: Batch): Promise<void> {
  const question = `Up to ${count(books.created, 'link')} will be revoked for good. Type the id of the batch to confirm: `;
  const answer = await askWord(door, question);
  door.interrupted.throwIfAborted();
  if (answer !== id) throw new Stop([{ code: 'not_confirmed' }], 1);
}

/**
 * Until nothing of the batch is in flight or in doubt, and no link of it is left to revoke; other processes may work at it, too. The
 * sweep of this one settles what is in doubt. Answers how many rows are open after all: those that another batch holds.
 */
async function revokeAll(door: Door, { mill }: OpenMill, id: string): Promise<number> {
  const { interrupted } = door;
  const patience = { signal: interrupted, isPatient: true };
  const mostMs = mill.times.leaseMs + mill.times.provenAbsentAfterMs + marginMs;
  const endsAt = realClock.monotonic() + mostMs;
  let tellAt = realClock.monotonic() + tellEachMs;
  const sweep = startSweep(mill);
  try {
    for (let isTold = false; ; isTold = true) {
      interrupted.throwIfAborted();
      const tried = await revokeLinks(mill, patience, async () => undefined, id);
      const { open, doubtful } = (await batchOf(mill.ledger, id)).books;
      const undecided = (await mill.ledger.undecided(id)).size;
      const pending = undecided + (await mill.ledger.pendingRevocations(id));
      const isLate = realClock.monotonic() > endsAt;
      if (pending === 0 && (open + doubtful === 0 || isLate)) return open + doubtful;
      if (open + doubtful > 0 && !isTold)
        door.say(
          `${count(open + doubtful, 'row')} in flight or in doubt: looked up first, within ${span(mostMs)}.`,
        );
      if (realClock.monotonic() > tellAt) {
        tellAt = realClock.monotonic() + tellEachMs;
        door.say(`${count(pending, 'link')} left to revoke.`);
      }
      if (tried === 0) await realClock.sleep(pauseMs, interrupted);
    }
  } finally {
    await sweep.stop();
  }
}
