import { dirname, join, resolve } from 'node:path';
import { ListingUnavailable } from '../actions/reconcile/list-window.ts';
import { checkAnswerPlace } from '../actions/report/write-report.ts';
import { storedFile } from '../actions/submit/stored-file.ts';
import type { Config } from '../config.ts';
import { type AnswerKind, answerName } from '../domain/answer-name.ts';
import type { Batch } from '../domain/batch.ts';
import { AppError, fail, failAt } from '../domain/failure.ts';
import { isBridge } from '../domain/settings/hosts.ts';
import type { Format } from '../domain/table.ts';
import { message } from '../i18n/messages.ts';
import { openSandboxAccount } from '../wiring/sandboxes.ts';
import { type Account, accountOf, type OpenAccount, openAccount, sandboxAccount } from '../wiring.ts';
import type { SandboxFlags } from './flags.ts';
import type { Terminal } from './terminal.ts';

/** The parts of a terminal that name the account of a command and show warnings. */
type AccountTerminal = Pick<Terminal, 'show' | 'account'>;

/** Runs `work` and closes `open` after it, whether it succeeds or throws. */
export async function closing<Open extends { close(): Promise<void> }, T>(
  open: Open,
  work: (open: Open) => Promise<T>,
): Promise<T> {
  try {
    return await work(open);
  } finally {
    await open.close();
  }
}

/**
 * Opens the ledger of the account, or of the built-in sandbox, for a command that does not call Bridge, and closes it afterwards.
 */
export async function usingLedger<T>(
  terminal: AccountTerminal,
  config: Config,
  flags: SandboxFlags,
  use: 'reads' | 'changes' | 'restores',
  work: (open: OpenAccount) => Promise<T>,
): Promise<T> {
  const account = accountToRead(terminal, config, flags);
  const open = await openAccount(config, account, terminal, {
    readsOnly: use === 'reads',
    restores: use === 'restores',
  });
  return closing(open, work);
}

/**
 * Opens the context of the account, or of the built-in sandbox, for a command that calls Bridge, and closes it afterwards. With `fresh`
 * the sandbox forgets everything first. Throws `bridge_unavailable` where Bridge does not list its links; after Ctrl-C the reason of the
 * signal instead.
 */
export async function usingBridge<T>(
  terminal: AccountTerminal & Pick<Terminal, 'interrupted'>,
  config: Config,
  flags: SandboxFlags,
  fresh: boolean,
  work: (open: OpenAccount) => Promise<T>,
): Promise<T> {
  try {
    return await closing(await openToCall(terminal, config, flags, fresh), work);
  } catch (error) {
    if (!(error instanceof ListingUnavailable)) throw error;
    terminal.interrupted.throwIfAborted();
    throw fail('bridge_unavailable', error.reason);
  }
}

function openToCall(
  terminal: AccountTerminal,
  config: Config,
  flags: SandboxFlags,
  fresh: boolean,
): Promise<OpenAccount> {
  if (flags.sandbox) return openSandboxAccount(config, terminal, fresh);
  const account = accountToCall(terminal, config);
  warnOfForeignHost(terminal, account);
  return openAccount(config, account, terminal);
}

/** Warns, before anything is sent, that calls go to another host than Bridge's. */
export function warnOfForeignHost(
  { show }: Pick<Terminal, 'show'>,
  { baseUrl }: { readonly baseUrl: string },
): void {
  if (!isBridge(baseUrl)) show(message('calls_go_elsewhere', { host: new URL(baseUrl).host }));
}

/** The account whose ledger a command opens; it needs no secret if it was chosen by name and its secret is unreadable here. */
function accountToRead(terminal: AccountTerminal, config: Config, flags: SandboxFlags): Account {
  if (flags.sandbox) return sandboxAccount(config.bridge.baseUrl);
  return accountOf(config, terminal.account?.failure === undefined);
}

/** The account that a command calls Bridge for. Throws an AppError where the settings name none, or its secret is unreadable here. */
export function accountToCall({ account }: AccountTerminal, config: Config): Account {
  if (account?.failure !== undefined) throw new AppError([account.failure]);
  return accountOf(config);
}

/** Reads a batch by its id. Throws `batch_unknown` where the ledger has none. */
export async function batchOf(ledger: OpenAccount['context']['ledger'], id: string): Promise<Batch> {
  const batch = await ledger.batches.read(id);
  if (batch === undefined) throw fail('batch_unknown', message('named_batch', { batch: id.slice(0, 40) }));
  return batch;
}

/** The path of the answer to a batch. Checks before any work that it can be written there, and not over the submitted file. */
export async function placeOf(
  ledger: OpenAccount['context']['ledger'],
  batch: Batch,
  kind: AnswerKind,
  out: string | undefined,
): Promise<string> {
  const { plan } = await storedFile(ledger.sources, batch);
  const path = answerPath(batch.file, plan.format, kind, out);
  await checkAnswerPlace(ledger.sources, batch, path);
  return path;
}

/**
 * The path of the answer to a file: `out`, else a name after the file's in the current folder. Throws `usage_wrong` where the ending of
 * `out` is `.xlsx` and the input is text, or the other way round.
 */
export function answerPath(file: string, format: Format, kind: AnswerKind, out?: string): string {
  const own = answerName(file, format, kind);
  const isSheet = format.kind === 'sheet';
  if (out !== undefined && /\.xlsx$/i.test(out) !== isSheet) {
    const detail = isSheet ? message('workbook_answer', {}) : message('text_answer', {});
    throw failAt('--out', 'usage_wrong', detail);
  }
  return resolve(out ?? own);
}

/** The path for the rejected rows of a file, in the folder of its report. */
export function rejectedPath(file: string, format: Format, report: string): string {
  return join(dirname(report), answerName(file, format, 'rejected'));
}
