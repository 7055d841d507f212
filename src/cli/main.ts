#!/usr/bin/env node
import { CommanderError } from 'commander';
import { AppError } from '../domain/failure.ts';
import { asAppError } from '../domain/redis-refusal.ts';
import { maskSecrets } from '../domain/text/mask.ts';
import { stackLines } from '../domain/text/shown.ts';
import { message } from '../i18n/messages.ts';
import { exitCodeOf } from './exit-code.ts';
import { createProgram } from './program.ts';
import { openTerminal, showFailures, type Terminal } from './terminal.ts';

/** After an interruption the process ends no later than this, which is longer than a call may take; in ms. */
const longestDrainMs = 20_000;

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // A second signal does not wait for the calls in flight: the next run looks up their rows.
    if (interruption.signal.aborted) process.exit(130);
    interruption.abort();
    terminal.write('', terminal.text(message('finishing_calls', {})));
    setTimeout(giveUp, longestDrainMs).unref();
  });
}

for (const output of [process.stdout, process.stderr]) {
  output.on('error', (error: NodeJS.ErrnoException) => {
    // The reader of the pipe has gone (`| head -1`): the command finishes its work all the same.
    if (error.code !== 'EPIPE') throw error;
  });
}
const words = process.argv.slice(2);
const terminal = openTerminal(words, interruption.signal);
const exitCode = await main(terminal);
// Ends only after standard output is flushed: it may be a pipe that is still being read.
process.stdout.write('', () => process.exit(exitCode));

async function main(terminal: Terminal): Promise<number> {
  try {
    const chosen = words[0] === 'help' ? words[1] : words[0];
    const program = await createProgram(terminal, (name) => name === chosen);
    await program.parseAsync();
    return terminal.exitCode;
  } catch (thrown) {
    const error = asAppError(thrown);
    if (error instanceof CommanderError) return endOf(error);
    if (error === interruption.signal.reason) return terminal.showHowToGoOn(message('stopped', {}));
    if (!(error instanceof AppError)) return showFault(error);
    showFailures(terminal, error.failures);
    return exitCodeOf(error);
  }
}

/** The exit code after commander has shown help or the version; other than 0 where nobody asked for help. */
function endOf({ exitCode }: CommanderError): number {
  if (exitCode !== 0) terminal.result({ error: { failures: [{ code: 'usage_wrong' }] } });
  return exitCode;
}

function giveUp(): void {
  process.exit(terminal.showHowToGoOn(message('stopped_at_once', {})));
}

/** Shows an unexpected error with its stack. Nothing is sent twice after it: each row is looked up before it is sent again. */
function showFault(error: unknown): number {
  const [head = '', ...frames] = error instanceof Error ? stackLines(error) : [String(error)];
  const fault = terminal.text(message('internal_fault', { fault: maskSecrets(head) }));
  terminal.write(fault, ...frames.map(maskSecrets), terminal.text(message('fault_is_safe', {})));
  return 1;
}
