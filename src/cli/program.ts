import { LocalizedCommand } from './localized-command.ts';
import type { Terminal } from './terminal.ts';

interface CommandEntry {
  readonly name: string;
  /** Imports the command's file only on demand, so that help does not wait for heavy modules. */
  readonly load: () => Promise<(terminal: Terminal) => LocalizedCommand>;
}

/** The commands of the program, in the order of its help. */
const commands: readonly CommandEntry[] = [
  { name: 'check', load: async () => (await import('./commands/check.ts')).check },
  { name: 'run', load: async () => (await import('./commands/run.ts')).run },
  { name: 'template', load: async () => (await import('./commands/template.ts')).template },
  { name: 'report', load: async () => (await import('./commands/report.ts')).report },
  { name: 'status', load: async () => (await import('./commands/status.ts')).status },
  { name: 'retry', load: async () => (await import('./commands/retry.ts')).retry },
  { name: 'audit', load: async () => (await import('./commands/audit.ts')).audit },
  { name: 'history', load: async () => (await import('./commands/history.ts')).history },
  { name: 'pause', load: async () => (await import('./commands/pause.ts')).pause },
  { name: 'resume', load: async () => (await import('./commands/resume.ts')).resume },
  { name: 'cancel', load: async () => (await import('./commands/cancel.ts')).cancel },
  { name: 'revoke', load: async () => (await import('./commands/revoke.ts')).revoke },
  { name: 'reissue', load: async () => (await import('./commands/reissue.ts')).reissue },
  { name: 'lapsing', load: async () => (await import('./commands/lapsing.ts')).lapsing },
  { name: 'account', load: async () => (await import('./commands/account.ts')).account },
  { name: 'worker', load: async () => (await import('./commands/worker.ts')).worker },
  { name: 'backup', load: async () => (await import('./commands/backup.ts')).backup },
  { name: 'restore', load: async () => (await import('./commands/restore.ts')).restore },
  { name: 'purge', load: async () => (await import('./commands/purge.ts')).purge },
  { name: 'key', load: async () => (await import('./commands/key.ts')).key },
  { name: 'schedule', load: async () => (await import('./commands/schedule.ts')).schedule },
  { name: 'notice', load: async () => (await import('./commands/notice.ts')).notice },
  { name: 'drill', load: async () => (await import('./commands/drill.ts')).drill },
  { name: 'sandbox', load: async () => (await import('./commands/sandbox.ts')).sandbox },
  { name: 'doctor', load: async () => (await import('./commands/doctor.ts')).doctor },
];

/** Builds the program. Loads the commands that `isWanted` accepts; the others have only a name, for the list in the help. */
export async function createProgram(
  terminal: Terminal,
  isWanted: (name: string) => boolean,
): Promise<LocalizedCommand> {
  const program = new LocalizedCommand('linkmill', terminal);
  program.version('0.1.0');
  for (const { name, load } of commands) {
    if (isWanted(name)) program.addCommand((await load())(terminal));
    else program.command(name);
  }
  return program;
}
