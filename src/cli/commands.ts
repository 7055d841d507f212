import type { Command } from 'commander';
import type { Door } from './door.ts';

/** A command by name, with the line that the list of commands shows. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  /** Loads the command's own file: help answers before the heavy modules are read. */
  readonly load: () => Promise<(door: Door) => Command>;
}

/** The commands of the program, in the order of its help. */
export const commands: readonly CommandEntry[] = [
  {
    name: 'check',
    summary: 'judge every row of a file; send and write nothing',
    load: async () => (await import('./commands/check.ts')).check,
  },
  {
    name: 'run',
    summary: 'one payment link for each row of a file',
    load: async () => (await import('./commands/run.ts')).run,
  },
  {
    name: 'template',
    summary: 'write an empty list to be filled in',
    load: async () => (await import('./commands/template.ts')).template,
  },
  {
    name: 'report',
    summary: 'write the report of a batch as it stands now',
    load: async () => (await import('./commands/report.ts')).report,
  },
  {
    name: 'status',
    summary: 'show the batches, or the books of one',
    load: async () => (await import('./commands/status.ts')).status,
  },
  {
    name: 'retry',
    summary: 'give refused and failed rows of a batch back',
    load: async () => (await import('./commands/retry.ts')).retry,
  },
  {
    name: 'audit',
    summary: "close the books of a batch against Bridge's list",
    load: async () => (await import('./commands/audit.ts')).audit,
  },
  {
    name: 'history',
    summary: 'what happened to a batch, or to one row',
    load: async () => (await import('./commands/history.ts')).history,
  },
  {
    name: 'pause',
    summary: 'send nothing more of a batch, or of the account',
    load: async () => (await import('./commands/pause.ts')).pause,
  },
  {
    name: 'resume',
    summary: 'let a batch, or the account, go on',
    load: async () => (await import('./commands/resume.ts')).resume,
  },
  {
    name: 'cancel',
    summary: 'settle the unsent rows of a batch as cancelled',
    load: async () => (await import('./commands/cancel.ts')).cancel,
  },
  {
    name: 'revoke',
    summary: 'revoke every payable link of a batch',
    load: async () => (await import('./commands/revoke.ts')).revoke,
  },
  {
    name: 'reissue',
    summary: 'new links for rows whose link has ended',
    load: async () => (await import('./commands/reissue.ts')).reissue,
  },
  {
    name: 'lapsing',
    summary: 'unpaid links that are about to lapse',
    load: async () => (await import('./commands/lapsing.ts')).lapsing,
  },
  {
    name: 'account',
    summary: 'keep applications of Bridge by name',
    load: async () => (await import('./commands/account.ts')).account,
  },
  {
    name: 'worker',
    summary: 'work on every batch until stopped',
    load: async () => (await import('./commands/worker.ts')).worker,
  },
  {
    name: 'backup',
    summary: 'write the ledger of the account to a file',
    load: async () => (await import('./commands/backup.ts')).backup,
  },
  {
    name: 'restore',
    summary: 'put a backup into an empty ledger',
    load: async () => (await import('./commands/restore.ts')).restore,
  },
  {
    name: 'purge',
    summary: 'erase personal data of batches that are over',
    load: async () => (await import('./commands/purge.ts')).purge,
  },
  {
    name: 'key',
    summary: 'show and change the keys that seal personal data',
    load: async () => (await import('./commands/key.ts')).key,
  },
  {
    name: 'schedule',
    summary: 'inboxes that workers look at by the clock',
    load: async () => (await import('./commands/schedule.ts')).schedule,
  },
  {
    name: 'notice',
    summary: 'what people were told, and whether they can be',
    load: async () => (await import('./commands/notice.ts')).notice,
  },
  {
    name: 'drill',
    summary: 'try a file in a storm, on a sandbox and a scratch Redis',
    load: async () => (await import('./commands/drill.ts')).drill,
  },
  {
    name: 'sandbox',
    summary: 'run a local Bridge for trials',
    load: async () => (await import('./commands/sandbox.ts')).sandbox,
  },
  {
    name: 'doctor',
    summary: 'check Redis, clock, credentials and limits',
    load: async () => (await import('./commands/doctor.ts')).doctor,
  },
];
