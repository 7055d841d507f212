import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { type Check, checkFile } from '../../actions/check-file.ts';
import { writeJudgedRejections } from '../../actions/write-rejected.ts';
import { checkTablePath } from '../../actions/write-report.ts';
import type { Config } from '../../config.ts';
import { Stop } from '../../domain/failure.ts';
import { leastTimeMs } from '../../domain/limits.ts';
import { dayInWords } from '../../domain/zone-time.ts';
import { accountOf, type Ledger, openMill, sandboxAccount } from '../../wiring.ts';
import { type Door, onDoor } from '../door.ts';
import { count, sayCheck, toSend, verdictOf } from '../findings.ts';
import { type BatchFlags, configOf, withBatchFlags, withSandboxFlag } from '../flags.ts';
import { type HandIn, openHandIn } from '../hand-in.ts';
import { span } from '../money.ts';

const example = 'npx linkmill check refunds.csv --payer-company "Example SARL"';

interface CheckFlags extends BatchFlags {
  readonly rejected?: string;
}

/** `check FILE`: judges every row; sends and writes nothing. */
export function check(door: Door): Command {
  const command = new Command('check').argument(
    '<file>',
    'a CSV, TSV or .xlsx file (.gz too), or - for standard input',
  );
  command.description('Judges every row of a file; sends and writes nothing.');
  withSandboxFlag(withBatchFlags(command)).option(
    '--rejected <file>',
    'write the rejected rows, with what is wrong, to be mended and handed in',
  );
  return onDoor<CheckFlags>(command, door, example, async (flags, file = '') => {
    const config = configOf(door, flags);
    const handIn = await openHandIn(door, config, flags, file);
    if (flags.rejected !== undefined) await checkTablePath(resolve(flags.rejected));
    try {
      return await checkWithLedger(door, config, flags, handIn);
    } finally {
      await handIn.input.source.close();
    }
  });
}

/** With the ledger's word where one answers; a private one that was never started has nothing to say. */
async function checkWithLedger(
  door: Door,
  config: Config,
  flags: CheckFlags,
  handIn: HandIn,
): Promise<number> {
  const { input, rules } = handIn;
  const tellOf = async (ledger: Ledger | undefined) => {
    const checked = await checkFile(input.tables, rules, ledger);
    const code = tell(door, config, input.source.name, checked, rules.options.timeZone);
    if (flags.rejected !== undefined) await giveBack(door, handIn, checked, ledger, resolve(flags.rejected));
    return code;
  };
  const hasAccount = flags.sandbox === true || config.bridge.clientId !== undefined;
  const hasLedger = config.redis.redisUrl !== undefined || existsSync(config.dataDir);
  if (!hasAccount || !hasLedger) return tellOf(undefined);
  try {
    const account = flags.sandbox ? sandboxAccount(config.bridge.baseUrl) : accountOf(config);
    const open = await openMill(config, account, door.say, { readsOnly: true });
    try {
      return await tellOf(open.mill.ledger);
    } finally {
      await open.close();
    }
  } catch (error) {
    if (!(error instanceof Stop) || !error.failures.some(({ code }) => code.startsWith('redis_')))
      throw error;
    return tellOf(undefined);
  }
}

/** Writes the rows that a person has to mend. */
async function giveBack(
  door: Door,
  { input, rules }: HandIn,
  { survey }: Check,
  ledger: Ledger | undefined,
  path: string,
): Promise<void> {
  const written = await writeJudgedRejections(input.tables, rules, survey, ledger, path, randomUUID());
  door.say(`To mend and hand in: ${written.path} (${count(written.rows, 'row')})`);
}

function tell(door: Door, config: Config, file: string, checked: Check, zone: string): number {
  const { survey, ledger } = checked;
  const { rejected, duplicates } = verdictOf(checked);
  sayCheck(door, file, checked, true);
  if (ledger === undefined) door.say('No ledger answered: whether rows are known already was not checked.');
  const leastMs = leastTimeMs(config.bridge.limits, toSend(checked), config.bridge.paceGuardMs);
  door.say(`Sending takes at least ${span(leastMs)} at the limit.`);
  const { earliestExpiry: first, latestExpiry: last } = survey;
  if (first !== undefined && last !== undefined) {
    const [from, to] = [first, last].map((iso) => dayInWords(Date.parse(iso), zone, 'en'));
    door.say(`Links expire ${from === to ? `on ${to}` : `from ${from} to ${to}`}.`);
  }
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
    refusals: survey.refusals,
    understood: survey.understood,
    failures: [...survey.failures, ...(ledger?.conflicts ?? [])],
    warnings: [...survey.warnings, ...(ledger?.twins ?? [])],
  });
  return rejected === 0 && survey.refusals.length === 0 ? 0 : 2;
}
