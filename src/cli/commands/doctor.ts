import { randomUUID } from 'node:crypto';
import { diagnoseNotices } from '../../actions/notify/diagnose-notices.ts';
import {
  adviseAcl,
  badOf,
  type Diagnosis,
  diagnoseBridge,
  diagnoseRedis,
  goodOf,
  warningOf,
} from '../../actions/operate/diagnose.ts';
import { tryDestination } from '../../actions/operate/try-destination.ts';
import { type Config, type Environment, readConfig, readEnvironment } from '../../config.ts';
import type { Decision } from '../../domain/batch.ts';
import { AppError, type Failure, failAt } from '../../domain/failure.ts';
import type { Iban } from '../../domain/instruction.ts';
import { judgeIban } from '../../domain/parties/iban.ts';
import { asAppError } from '../../domain/redis-refusal.ts';
import { type Renderer, rendererOf } from '../../i18n/i18n.ts';
import { message } from '../../i18n/messages.ts';
import { openAccountRegistry } from '../../wiring/accounts.ts';
import { type Account, type OpenAccount, openAccount, sandboxAccount } from '../../wiring.ts';
import { accountToCall, closing, warnOfForeignHost } from '../batch-of.ts';
import { configOfAnyAccount, openRegistryAt } from '../choose-account.ts';
import { defineCommand, type Outcome } from '../define-command.ts';
import { accountFlag, configOf } from '../flags.ts';
import { codedFailure, type Terminal, usageWrong } from '../terminal.ts';
import { unsignedFailure } from '../unsigned.ts';
import { stoppedText } from '../view/account-text.ts';
import { weakPoints } from '../weak-points.ts';

/** `doctor`: what must be right before a run, one line each with its remedy. */
export const doctor = defineCommand({
  name: 'doctor',
  flags: {
    '--destination <iban>': true,
    '--acl': true,
    '--user <name>': { parse: userName, default: 'linkmill' },
    ...accountFlag,
    '--all': { conflicts: ['account', 'destination'] },
  },
  example: 'doctor',
  async run({ terminal, flags: { all, acl, user, destination } }) {
    if (acl) {
      terminal.print(adviseAcl(user));
      return { result: { acl: adviseAcl(user) } };
    }
    if (all) return diagnoseAll(terminal);
    const trial = destination === undefined ? undefined : trialOf(destination, terminal);
    const diagnoses = await diagnose(configOf(terminal, {}), terminal, 'with registry', trial);
    showLines(terminal, terminal.renderer, diagnoses);
    return { result: { diagnoses }, code: hasBad(diagnoses) ? 1 : 0 };
  },
});

function tryIt(
  context: OpenAccount['context'],
  { batch }: Config,
  { iban, signal }: Trial,
): Promise<Diagnosis[]> {
  const payer = batch.payer ?? { kind: 'company', companyName: 'Linkmill' };
  return tryDestination(context, iban, payer, randomUUID(), signal);
}

/** Where a link is to lead that is made for a trial. */
interface Trial {
  readonly iban: Iban;
  readonly signal: AbortSignal;
}

/** A AppError where the text is no IBAN that a link can lead to; it is never shown. */
function trialOf(text: string, { interrupted }: Terminal): Trial {
  const found: Failure[] = [];
  const iban = judgeIban(text, '--destination', found, []);
  const wrong = found.map(({ code, details = [] }) => codedFailure({ code, details }));
  if (iban === undefined) throw failAt('--destination', 'usage_wrong', ...wrong);
  return { iban, signal: interrupted };
}

function userName(text: string): string {
  if (!/^[\w.-]{1,64}$/.test(text)) throw usageWrong(message('must_be_user_name', {}));
  return text;
}

/** A line each, in three columns: how it stands, what it is about, what was found. */
function showLines(
  terminal: Pick<Terminal, 'write'>,
  { render }: Renderer,
  diagnoses: readonly Diagnosis[],
): void {
  const cells = diagnoses.map((one) => [
    render(message(`doctor_${one.state}`, {})),
    render(message(`doctor_subject_${one.subject}`, {})),
    render('found' in one ? one.found : message('as_failure', { failure: one.failure })),
  ]);
  const widths = [0, 1].map((at) => Math.max(...cells.map((line) => line[at]?.length ?? 0)));
  terminal.write(...cells.map((line) => line.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')));
}

function hasBad(diagnoses: readonly Diagnosis[]): boolean {
  return diagnoses.some(({ state }) => state === 'bad');
}

async function diagnoseAll(terminal: Terminal): Promise<Outcome> {
  const accounts: { accountName: string | null; diagnoses: Diagnosis[] }[] = [];
  for (const { name, config, failures = [] } of await everyAccount(terminal)) {
    terminal.show(
      name === undefined
        ? message('account_of_environment', {})
        : message('account_heading', { account: name }),
    );
    const diagnoses =
      config === undefined
        ? failures.map((failure) => badOf(failure))
        : await diagnose(config, { show: terminal.show }, 'alone');
    showLines(terminal, rendererOf(terminal.language, 'cli', { account: name }), diagnoses);
    accounts.push({ accountName: name ?? null, diagnoses });
  }
  if (accounts.length === 0) terminal.show(message('no_account_yet', {}));
  return { result: { accounts }, code: accounts.some(({ diagnoses }) => hasBad(diagnoses)) ? 1 : 0 };
}

/** An account as the settings make it, or why they do not. */
interface Configured {
  /** Absent: the environment's own. */
  readonly name?: string;
  readonly config?: Config;
  readonly failures?: readonly Failure[];
}

/** Every account by name, and the environment's own where it has one, as this machine would speak for it. */
async function everyAccount(terminal: Pick<Terminal, 'show'>): Promise<Configured[]> {
  const config = configOfAnyAccount();
  const own = config.bridge.clientId === undefined ? [] : [configured({})];
  return closing(await openRegistryAt(config, terminal), async (registry) => {
    const { accounts, unsigned, unreadable } = await registry.all();
    const named = accounts.map(async (account): Promise<Configured> => {
      const { variables, failure } = await registry.variablesOf(account);
      const found = failure === undefined ? configured(variables) : { failures: [failure] };
      return { name: account.name, ...found };
    });
    const strange = unsigned.map((one) => ({ name: one.account.name, failures: [unsignedFailure(one)] }));
    const damaged = unreadable.map((name) => ({ name, failures: [{ code: 'account_unreadable' } as const] }));
    return [...own, ...(await Promise.all(named)), ...strange, ...damaged];
  });
}

function configured(variables: Environment): Configured {
  try {
    return { config: readConfig({ ...readEnvironment(), LINKMILL_ACCOUNT: '', ...variables }) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { failures: error.failures };
  }
}

type AccountTerminal = Pick<Terminal, 'show' | 'account'>;

function accountOrDiagnoses(config: Config, terminal: AccountTerminal): [Account | undefined, Diagnosis[]] {
  try {
    return [accountToCall(terminal, config), []];
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return [undefined, error.failures.map((failure) => badOf(failure))];
  }
}

/** Accounts that nobody speaks for, whichever account is looked at: somebody has put them there, or they are to be signed. */
async function diagnoseRegistry({ redis, vault }: OpenAccount, config: Config): Promise<Diagnosis[]> {
  const { unsigned } = await openAccountRegistry(redis, config, {}, vault).all();
  return unsigned.map((one) => warningOf(unsignedFailure(one), 'accounts'));
}

function limitsOf({ bridge }: Config): Diagnosis {
  const limits = bridge.limits.map(({ count, windowMs }) =>
    message('doctor_limit', { count, seconds: windowMs / 1000 }),
  );
  return goodOf(
    'limits',
    limits.length === 0 ? message('doctor_no_limits', {}) : message('doctor_limits', { limits }),
  );
}

function stoppedLine(stopped: Decision): Diagnosis {
  const details = [message('account_stands', { stands: stoppedText(stopped) })];
  return warningOf({ code: 'account_stopped', details }, 'account');
}

async function diagnose(
  config: Config,
  terminal: AccountTerminal,
  how: 'with registry' | 'alone',
  trial?: Trial,
): Promise<Diagnosis[]> {
  const weak = weakPoints(config).map((failure) => warningOf(failure, 'settings'));
  const always = [...weak, limitsOf(config)];
  const [account, without] = accountOrDiagnoses(config, terminal);
  let open: OpenAccount;
  try {
    // Without credentials any account will do to look at the Redis.
    open = await openAccount(config, account ?? sandboxAccount(config.bridge.baseUrl), terminal, {
      readsOnly: true,
    });
  } catch (thrown) {
    const error = asAppError(thrown);
    if (!(error instanceof AppError)) throw error;
    return [...error.failures.map((failure) => badOf(failure)), ...without, ...always];
  }
  try {
    const ofRedis = await diagnoseRedis(open.redis, open.vault.currentId() !== undefined);
    const redis = how === 'alone' ? ofRedis : [...ofRedis, ...(await diagnoseRegistry(open, config))];
    // Whether Bridge may be asked is kept in Redis, too.
    if (account === undefined || hasBad(redis)) return [...redis, ...without, ...always];
    warnOfForeignHost(terminal, account);
    const { ledger } = open.context;
    const answered = await diagnoseBridge(open.context, open.account.baseUrl);
    const { stopped } = await ledger.account.status();
    const stopping = stopped === undefined ? [] : [stoppedLine(stopped)];
    const isAnswered = answered.every(({ state }) => state !== 'bad');
    const tried = trial !== undefined && isAnswered ? await tryIt(open.context, config, trial) : [];
    return [...redis, ...answered, ...tried, ...stopping, await diagnoseNotices(open.context), ...always];
  } finally {
    await open.close();
  }
}
