import { Command } from 'commander';
import { type Diagnosis, diagnoseBridge } from '../../actions/diagnose.ts';
import type { Config } from '../../config.ts';
import { failures, Stop } from '../../domain/failure.ts';
import { inspectRedis } from '../../redis/redis.ts';
import { accountOf, type OpenMill, openMill, realClock } from '../../wiring.ts';
import { type CommonFlags, type Door, onDoor } from '../door.ts';
import { configOf } from '../flags.ts';

/** `doctor`: what must be right before a run, one line each with its remedy. */
export function doctor(door: Door): Command {
  const command = new Command('doctor').description(
    'Checks Redis, clock, credentials and limits. Creates nothing.',
  );
  return onDoor<CommonFlags>(command, door, 'npx linkmill doctor', async () => {
    const config = configOf(door, {});
    const diagnoses = await diagnose(config, door);
    for (const { subject, state, said, remedy } of diagnoses) {
      door.say(
        `${marks[state]} ${subject.padEnd(12)} ${said}${remedy === undefined ? '' : `  ->  ${remedy}`}`,
      );
    }
    door.result({ diagnoses });
    return diagnoses.some(({ state }) => state === 'bad') ? 1 : 0;
  });
}

const marks = { good: 'good   ', warning: 'warning', bad: 'BAD    ' } as const;

async function diagnose(config: Config, door: Door): Promise<Diagnosis[]> {
  const limits = config.bridge.limits
    .map(({ count, windowMs }) => `${count} calls in ${windowMs / 1000} s`)
    .join(', ');
  const always: Diagnosis = { subject: 'limits', state: 'good', said: limits || 'none' };
  let open: OpenMill;
  try {
    open = await openMill(config, accountOf(config), door.say);
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    return [...error.failures.map(diagnosisOf), always];
  }
  try {
    const redis = await diagnoseRedis(open);
    const { bridge, pace, ledger } = open.mill;
    const answered = await diagnoseBridge(bridge, pace, realClock, open.account.baseUrl);
    const { stopped } = await ledger.standing();
    const account: Diagnosis[] =
      stopped === undefined
        ? []
        : [
            {
              subject: 'account',
              state: 'warning',
              said: `stopped: ${stopped}`,
              remedy: 'The next run starts it again.',
            },
          ];
    return [...redis, ...answered, ...account, always];
  } finally {
    await open.close();
  }
}

function diagnosisOf({ code, field, detail }: Stop['failures'][number]): Diagnosis {
  const { sentence, remedy } = failures[code];
  const subject = code.startsWith('redis') ? 'redis' : (field ?? code);
  return { subject, state: 'bad', said: detail ?? sentence, remedy };
}

async function diagnoseRedis({ redis }: OpenMill): Promise<Diagnosis[]> {
  const { product, version, appendOnly, appendFsync, policy, findings } = await inspectRedis(
    redis.connect('doctor'),
  );
  const told = (value: string | undefined) => value ?? 'unknown';
  const kept = appendOnly === undefined ? 'unknown' : appendOnly ? 'on' : 'off';
  const said = `${redis.where}: ${product} ${version}, append-only file ${kept}, appendfsync ${told(appendFsync)}, eviction ${told(policy)}`;
  const found = findings.map(
    ({ severity, failure }): Diagnosis => ({
      ...diagnosisOf(failure),
      subject: 'redis',
      state: severity === 'unfit' ? 'bad' : 'warning',
    }),
  );
  return [{ subject: 'redis', state: 'good', said }, ...found];
}
