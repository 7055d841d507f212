#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { Stop } from '../domain/failure.ts';
import type { Door } from './door.ts';
import { openDoor, tellFailures } from './door.ts';

type Load = () => Promise<(door: Door) => Command>;

// Each command is loaded when it is called: help answers before the heavy modules are read.
const commands: readonly (readonly [name: string, summary: string, load: Load])[] = [
  [
    'check',
    'judge every row of a file; send and write nothing',
    async () => (await import('./commands/check.ts')).check,
  ],
  ['run', 'one payment link for each row of a file', async () => (await import('./commands/run.ts')).run],
  [
    'report',
    'write the report of a batch as it stands now',
    async () => (await import('./commands/report.ts')).report,
  ],
  ['status', 'show the batches, or one of them', async () => (await import('./commands/status.ts')).status],
  [
    'retry',
    'give refused and failed rows of a batch back',
    async () => (await import('./commands/retry.ts')).retry,
  ],
  ['worker', 'work on every batch until stopped', async () => (await import('./commands/worker.ts')).worker],
  ['sandbox', 'a local Bridge for trials', async () => (await import('./commands/sandbox.ts')).sandbox],
  [
    'doctor',
    'check Redis, clock, credentials and limits',
    async () => (await import('./commands/doctor.ts')).doctor,
  ],
];

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // A second signal does not wait for the calls in flight: their rows are looked up by the next run.
    if (interruption.signal.aborted) process.exit(130);
    interruption.abort();
  });
}

const words = process.argv.slice(2);
const chosen = words[0] === 'help' ? words[1] : words[0];
process.exitCode = await main(openDoorOrFail());
if (chosen !== undefined) process.exit();

function openDoorOrFail(): Door | Stop {
  try {
    return openDoor(words.includes('--json'), interruption.signal);
  } catch (error) {
    if (error instanceof Stop) return error;
    throw error;
  }
}

async function main(door: Door | Stop): Promise<number> {
  if (door instanceof Stop) {
    process.stderr.write(`${door.message}\n`);
    return door.exitCode;
  }
  try {
    const program = new Command('linkmill').description(
      'A file of refunds in, one Bridge payment link a row out.',
    );
    program.version('0.1.0').exitOverride();
    for (const [name, summary, load] of commands) {
      if (name === chosen) program.addCommand((await load())(door).summary(summary).exitOverride());
      else program.command(name).summary(summary);
    }
    await program.parseAsync();
    return door.exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    if (!(error instanceof Stop)) return tellBug(error);
    tellFailures(door, error.failures);
    return error.exitCode;
  }
}

/** A broken invariant: loud, and safe, because every row is looked up before anything of it is sent again. */
function tellBug(error: unknown): number {
  const told =
    process.env.LINKMILL_LOG_LEVEL === 'debug' && error instanceof Error ? error.stack : String(error);
  process.stderr.write(
    `A fault in linkmill: ${told}\nNothing is lost: run the same command again, and please report this.\n`,
  );
  return 1;
}
