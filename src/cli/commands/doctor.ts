import { randomUUID } from 'node:crypto';
import { Option } from 'commander';
import {
  adviseAcl,
  type Diagnosis,
  diagnoseBridge,
  diagnoseRedis,
  diagnosisOf,
  warningOf,
} from '../../actions/diagnose.ts';
import { diagnoseNotices } from '../../actions/diagnose-notices.ts';
import { tryDestination } from '../../actions/try-destination.ts';
import type { Config } from '../../config.ts';
import { type Failure, Stop } from '../../domain/failure.ts';
import { judgeIban } from '../../domain/iban.ts';
import type { Iban } from '../../domain/instruction.ts';
import { asStop } from '../../domain/redis-refusal.ts';
import { moment } from '../../domain/zone-time.ts';
import { message } from '../../i18n/messages.ts';
import { openDesk } from '../../wiring/accounts.ts';
import { type Account, type OpenMill, openMill, sandboxAccount } from '../../wiring.ts';
import { accountToCall } from '../batch-of.ts';
import { type CommonFlags, type Door, onDoor, usageWrong } from '../door.ts';
import { DoorCommand } from '../door-command.ts';
import { everyAccount } from '../every-account.ts';
import { configOf, withAccountFlag } from '../flags.ts';
import { sayForeignHost } from '../foreign-host.ts';
import { unsignedFailure } from '../unsigned.ts';
import { weakPoints } from '../weak-points.ts';

/** `doctor`: what must be right before a run, one line each with its remedy. */
export function doctor(door: Door): DoorCommand {
  const command = new DoorCommand('doctor', door);
  command.option('--destination <iban>');
  command.option('--acl');
  command.addOption(new Option('--user <name>').default('linkmill').argParser(userName));
  withAccountFlag(command).addOption(new Option('--all').conflicts(['account', 'destination']));
  return onDoor<DoctorFlags>(command, door, 'npx linkmill doctor', async (flags) => {
    const { all, acl, user } = flags;
    if (acl) {
      door.print(adviseAcl(user));
      door.result({ acl: adviseAcl(user) });
      return 0;
    }
    if (all) return diagnoseAll(door);
    const trial = flags.destination === undefined ? undefined : trialOf(flags.destination, door);
    const diagnoses = await diagnose(configOf(door, {}), door, 'with registry', trial);
    tell(door, diagnoses);
    door.result({ diagnoses });
    return hasBad(diagnoses) ? 1 : 0;
  });
}

function tryIt(mill: OpenMill['mill'], { batch }: Config, { iban, signal }: Trial): Promise<Diagnosis[]> {
  const payer = batch.payer ?? { kind: 'company', companyName: 'Linkmill' };
  return tryDestination(mill, iban, payer, randomUUID(), signal);
}

interface DoctorFlags extends CommonFlags {
  readonly all?: true;
  readonly acl?: true;
  readonly user: string;
  readonly destination?: string;
}

/** Where a link is to lead that is made for a trial. */
interface Trial {
  readonly iban: Iban;
  readonly signal: AbortSignal;
}

/** A Stop where the text is no IBAN that a link can lead to; it is never shown. */
function trialOf(text: string, { interrupted }: Door): Trial {
  const found: Failure[] = [];
  const iban = judgeIban(text, '--destination', found, []);
  if (iban === undefined) throw new Stop(found, 1);
  return { iban, signal: interrupted };
}

function userName(text: string): string {
  if (!/^[\w.-]{1,64}$/.test(text)) throw usageWrong(message('must_be_user_name', {}));
  return text;
}

const marks = { good: 'good   ', warning: 'warning', bad: 'BAD    ' } as const;

function tell(door: Pick<Door, 'say'>, diagnoses: readonly Diagnosis[]): void {
  for (const { subject, state, said, remedy } of diagnoses) {
    door.say(
      `${marks[state]}  ${subject.padEnd(12)} ${said}${remedy === undefined ? '' : `  ->  ${remedy}`}`,
    );
  }
}

function hasBad(diagnoses: readonly Diagnosis[]): boolean {
  return diagnoses.some(({ state }) => state === 'bad');
}

async function diagnoseAll(door: Door): Promise<number> {
  const accounts: { accountName: string | null; diagnoses: Diagnosis[] }[] = [];
  for (const { name, config } of await everyAccount(door)) {
    door.say(name === undefined ? 'Account of the environment:' : `Account ${name}:`);
    const diagnoses =
      config instanceof Stop
        ? config.failures.map(diagnosisOf)
        : await diagnose(config, { say: door.say, show: door.show }, 'alone');
    tell(door, diagnoses);
    accounts.push({ accountName: name ?? null, diagnoses });
  }
  if (accounts.length === 0) door.say('No account was added yet.');
  door.result({ accounts });
  return accounts.some(({ diagnoses }) => hasBad(diagnoses)) ? 1 : 0;
}

type AccountDoor = Pick<Door, 'say' | 'show' | 'account'>;

function accountOrDiagnoses(config: Config, door: AccountDoor): [Account | undefined, Diagnosis[]] {
  try {
    return [accountToCall(door, config), []];
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    return [undefined, error.failures.map(diagnosisOf)];
  }
}

/** Accounts that nobody speaks for, whichever account is looked at: somebody has put them there, or they are to be signed. */
async function diagnoseRegistry({ redis, vault }: OpenMill, config: Config): Promise<Diagnosis[]> {
  const { unsigned } = await openDesk(redis, config, {}, vault).all();
  return unsigned.map((one) => warningOf(unsignedFailure(one), 'accounts'));
}

async function diagnose(
  config: Config,
  door: AccountDoor,
  how: 'with registry' | 'alone',
  trial?: Trial,
): Promise<Diagnosis[]> {
  const limits = config.bridge.limits
    .map(({ count, windowMs }) => `${count} calls in ${windowMs / 1000} s`)
    .join(', ');
  const weak = weakPoints(config).map((failure) => warningOf(failure, 'settings'));
  const always: Diagnosis[] = [...weak, { subject: 'limits', state: 'good', said: limits || 'none' }];
  const [account, without] = accountOrDiagnoses(config, door);
  let open: OpenMill;
  try {
    // Without credentials any account will do to look at the Redis.
    open = await openMill(config, account ?? sandboxAccount(config.bridge.baseUrl), door, {
      readsOnly: true,
    });
  } catch (thrown) {
    const error = asStop(thrown);
    if (!(error instanceof Stop)) throw error;
    return [...error.failures.map(diagnosisOf), ...without, ...always];
  }
  try {
    const ofRedis = await diagnoseRedis(open.redis, open.vault.currentId() !== undefined);
    const redis = how === 'alone' ? ofRedis : [...ofRedis, ...(await diagnoseRegistry(open, config))];
    // Whether Bridge may be asked is kept in Redis, too.
    if (account === undefined || hasBad(redis)) return [...redis, ...without, ...always];
    sayForeignHost(door, account);
    const { ledger } = open.mill;
    const answered = await diagnoseBridge(open.mill, open.account.baseUrl);
    const { stopped } = await ledger.standing();
    const stopping: Diagnosis[] =
      stopped === undefined
        ? []
        : [
            {
              subject: 'account',
              state: 'warning',
              said: `stopped by ${stopped.by} since ${moment(stopped.at)}: ${stopped.why || 'no reason given'}`,
              remedy: 'Mend what it names, then: npx linkmill resume',
            },
          ];
    const isAnswered = answered.every(({ state }) => state !== 'bad');
    const tried = trial !== undefined && isAnswered ? await tryIt(open.mill, config, trial) : [];
    return [...redis, ...answered, ...tried, ...stopping, await diagnoseNotices(open.mill), ...always];
  } finally {
    await open.close();
  }
}
