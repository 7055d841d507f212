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

/** `doctor`: checks what a run needs (settings, Redis, Bridge, notices) and shows a line for each, with the remedy. */
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

/** The destination of a trial link. */
interface Trial {
  readonly iban: Iban;
  readonly signal: AbortSignal;
}

/** Reads the IBAN of `--destination`. Throws `usage_wrong` where no link can lead to it; the error does not show it. */
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

/** Writes a line for each diagnosis, in three columns: state, subject, finding. */
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

/** The config of an account, or the failures that prevent one. */
interface Configured {
  /** Absent for the environment's own account. */
  readonly name?: string;
  readonly config?: Config;
  readonly failures?: readonly Failure[];
}

/** The environment's own account, if it has one, then every account of the registry, with the config that this machine has for each. */
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
    const unsignedOnes = unsigned.map((one) => ({
      name: one.account.name,
      failures: [unsignedFailure(one)],
    }));
    const damaged = unreadable.map((name) => ({ name, failures: [{ code: 'account_unreadable' } as const] }));
    return [...own, ...(await Promise.all(named)), ...unsignedOnes, ...damaged];
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

/** A warning for each unsigned account of the registry, which no worker serves. */
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
    // Without credentials any account will do to check the Redis.
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
    // The pace of calls to Bridge is stored in Redis, so without Redis nothing may call Bridge.
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
