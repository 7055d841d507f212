#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { Stop } from '../domain/failure.ts';
import { maskSecrets } from '../domain/mask.ts';
import { asStop } from '../domain/redis-refusal.ts';
import { stackLines } from '../domain/shown.ts';
import { message } from '../i18n/messages.ts';
import { commands } from './commands.ts';
import { type Door, onOwnLines, openDoor, tellFailures } from './door.ts';
import { outliveReaders } from './outlive-readers.ts';

/** Longer than a call may take: whatever holds on after it (a Redis that is away) is left behind. */
const longestDrainMs = 20_000;

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // A second signal does not wait for the calls in flight: their rows are looked up by the next run.
    if (interruption.signal.aborted) process.exit(130);
    interruption.abort();
    door.write('', door.text(message('finishing_calls', {})));
    setTimeout(giveUp, longestDrainMs).unref();
  });
}

outliveReaders([process.stdout, process.stderr]);
const words = process.argv.slice(2);
const door = openDoor(words, interruption.signal);
const exitCode = await main(door);
// Standard output may be a pipe that is still being read.
process.stdout.write('', () => process.exit(exitCode));

async function main(door: Door): Promise<number> {
  try {
    const program = onOwnLines(new Command('linkmill'));
    program.description('A file of refunds in, one Bridge payment link a row out.');
    program.version('0.1.0');
    const chosen = words[0] === 'help' ? words[1] : words[0];
    for (const { name, summary, load } of commands) {
      if (name === chosen) program.addCommand(onOwnLines((await load())(door).summary(summary)));
      else program.command(name).summary(summary);
    }
    await program.parseAsync();
    return door.exitCode;
  } catch (thrown) {
    const error = asStop(thrown);
    if (error instanceof CommanderError) return tellUsage(error);
    if (error === interruption.signal.reason) return door.sayGoOn(message('stopped', {}));
    if (!(error instanceof Stop)) return tellFault(error);
    tellFailures(door, error.failures);
    return error.exitCode;
  }
}

function tellUsage({ exitCode, message }: CommanderError): number {
  if (exitCode !== 0) door.result({ error: { failures: [{ code: 'usage_wrong', detail: message }] } });
  return exitCode;
}

function giveUp(): void {
  process.exit(door.sayGoOn(message('stopped_at_once', {})));
}

/** A broken invariant: loud, and safe, because every row is looked up before anything of it is sent again. */
function tellFault(error: unknown): number {
  const [head = '', ...frames] = error instanceof Error ? stackLines(error) : [String(error)];
  const fault = door.text(message('internal_fault', { fault: maskSecrets(head) }));
  door.write(fault, ...frames.map(maskSecrets), door.text(message('fault_is_safe', {})));
  return 1;
}
