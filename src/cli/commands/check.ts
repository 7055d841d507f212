import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { type Check, checkFile } from '../../actions/check-file.ts';
import type { Config } from '../../config.ts';
import { Stop } from '../../domain/failure.ts';
import { leastTimeMs } from '../../domain/limits.ts';
import { accountOf, openMill, sandboxAccount } from '../../wiring.ts';
import { type Door, onDoor } from '../door.ts';
import { sayCheck, toSend, verdictOf } from '../findings.ts';
import { type BatchFlags, configOf, withBatchFlags, withSandboxFlag } from '../flags.ts';
import { type HandIn, openHandIn } from '../hand-in.ts';
import { span } from '../money.ts';

const example = 'npx linkmill check refunds.csv --payer-company "Example SARL"';

/** `check FILE`: judges every row; sends and writes nothing. */
export function check(door: Door): Command {
  const command = new Command('check').argument(
    '<file>',
    'a CSV, TSV or .xlsx file (.gz too), or - for standard input',
  );
  command.description('Judges every row of a file; sends and writes nothing.');
  withSandboxFlag(withBatchFlags(command));
  return onDoor<BatchFlags>(command, door, example, async (flags, file = '') => {
    const config = configOf(door, flags);
    const handIn = await openHandIn(door, config, flags, file);
    try {
      const checked = await checkWithLedger(door, config, flags, handIn);
      return tell(door, config, handIn.input.source.name, checked);
    } finally {
      await handIn.input.source.close();
    }
  });
}

/** With the ledger's word where one answers; a private one that was never started has nothing to say. */
async function checkWithLedger(
  door: Door,
  config: Config,
  flags: BatchFlags,
  handIn: HandIn,
): Promise<Check> {
  const { input, rules } = handIn;
  const hasAccount = flags.sandbox === true || config.bridge.clientId !== undefined;
  const hasLedger = config.redis.redisUrl !== undefined || existsSync(config.dataDir);
  if (!hasAccount || !hasLedger) return checkFile(input.tables, rules, undefined);
  try {
    const account = flags.sandbox ? sandboxAccount(config.bridge.baseUrl) : accountOf(config);
    const open = await openMill(config, account, door.say, { readsOnly: true });
    try {
      return await checkFile(input.tables, rules, open.mill.ledger);
    } finally {
      await open.close();
    }
  } catch (error) {
    if (!(error instanceof Stop) || !error.failures.some(({ code }) => code.startsWith('redis_')))
      throw error;
    return checkFile(input.tables, rules, undefined);
  }
}

function tell(door: Door, config: Config, file: string, checked: Check): number {
  const { survey, ledger } = checked;
  const { rejected, duplicates } = verdictOf(checked);
  sayCheck(door, file, checked, true);
  if (ledger === undefined) door.say('No ledger answered: whether rows are known already was not checked.');
  const leastMs = leastTimeMs(config.bridge.limits, toSend(checked), config.bridge.paceGuardMs);
  door.say(`Sending takes at least ${span(leastMs)} at the limit.`);
  const { earliestExpiry: first, latestExpiry: last } = survey;
  if (last !== undefined)
    door.say(`Links expire ${first === last ? `on ${last}` : `from ${first} to ${last}`}.`);
  door.result({
    batch: survey.batch,
    file,
    rows: survey.rows,
    rejected,
    duplicates,
    known: ledger?.known ?? 0,
    mended: ledger?.mended ?? 0,
    amountCents: survey.amountCents,
    ledgerAnswered: ledger !== undefined,
    handedInBefore: ledger?.earlier !== undefined,
    leastMs,
    latestExpiry: survey.latestExpiry,
    failures: [...survey.failures, ...(ledger?.conflicts ?? [])],
    warnings: [...survey.warnings, ...(ledger?.twins ?? [])],
  });
  return rejected === 0 ? 0 : 2;
}
