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

/** What of a terminal says for whom a command works. */
type AccountTerminal = Pick<Terminal, 'show' | 'account'>;

/** What is open as long as somebody works with it. */
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
 * Opens the ledger of the account, or of the built-in sandbox, while a command that sends nothing works; most of them only read (`use` is
 * true), and one restores it.
 */
export async function usingLedger<T>(
  terminal: AccountTerminal,
  config: Config,
  flags: SandboxFlags,
  use: boolean | 'restores',
  work: (open: OpenAccount) => Promise<T>,
): Promise<T> {
  const account = accountToRead(terminal, config, flags);
  const open = await openAccount(config, account, terminal, {
    readsOnly: use === true,
    restores: use === 'restores',
  });
  return closing(open, work);
}

/**
 * Opens the account context of the account, or of the built-in sandbox, while a command that speaks to Bridge works. `fresh`: the sandbox forgets
 * everything first. A AppError where what was to be proven from the provider's answers could not be; after Ctrl-C, that.
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

/** Says before anything is sent that it does not go to Bridge; of the built-in sandbox that is said already. */
export function warnOfForeignHost(
  { show }: Pick<Terminal, 'show'>,
  { baseUrl }: { readonly baseUrl: string },
): void {
  if (!isBridge(baseUrl)) show(message('calls_go_elsewhere', { host: new URL(baseUrl).host }));
}

/** The account that is looked at, or the built-in sandbox; an account by name without its secret, too. A AppError where there is none. */
function accountToRead(terminal: AccountTerminal, config: Config, flags: SandboxFlags): Account {
  if (flags.sandbox) return sandboxAccount(config.bridge.baseUrl);
  return accountOf(config, terminal.account?.failure === undefined);
}

/** The account that is spoken for; a AppError where none is chosen, or its secret cannot be read here. */
export function accountToCall({ account }: AccountTerminal, config: Config): Account {
  if (account?.failure !== undefined) throw new AppError([account.failure]);
  return accountOf(config);
}

/** The batch of an id; a AppError with `batch_unknown` where the ledger has none. */
export async function batchOf(ledger: OpenAccount['context']['ledger'], id: string): Promise<Batch> {
  const batch = await ledger.batches.read(id);
  if (batch === undefined) throw fail('batch_unknown', message('named_batch', { batch: id.slice(0, 40) }));
  return batch;
}

/** Where the answer to a batch goes, tried before anything is done; never over the file that was handed in. */
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
 * Where the answer to a file goes unless it is told: in the current folder. A AppError with `usage_wrong` for an ending that promises another
 * format than the input's own.
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

/** Where the rejected rows of a file go: beside its report. */
export function rejectedPath(file: string, format: Format, report: string): string {
  return join(dirname(report), answerName(file, format, 'rejected'));
}
