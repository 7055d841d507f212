import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { startReconciler } from '../../../workers/main.ts';
import { writeJudgedRejections } from '../../actions/report/write-rejected.ts';
import { checkTablePath } from '../../actions/report/write-report.ts';
import { type Acceptance, cancelledBefore, refusalsOf, verdictOf } from '../../actions/submit/acceptance.ts';
import { type Check, checkFile } from '../../actions/submit/check-file.ts';
import type { InputFile } from '../../actions/submit/open-file.ts';
import { submitBatch } from '../../actions/submit/submit-batch.ts';
import { watchMisdirected } from '../../actions/watch-batch.ts';
import type { Config } from '../../config.ts';
import { type Decision, isByDestination, isByPerson } from '../../domain/batch.ts';
import { AppError, failAt } from '../../domain/failure.ts';
import { message } from '../../i18n/messages.ts';
import { type OpenAccount, realClock } from '../../wiring.ts';
import { accountToCall, answerPath, closing, rejectedPath, usingBridge } from '../batch-of.ts';
import { defineCommand, type Outcome } from '../define-command.ts';
import type { FlagsOf } from '../flag-specs.ts';
import { batchFlags, configOf, reason, sandboxFlags } from '../flags.ts';
import { openHandIn } from '../hand-in.ts';
import { cents, wholeNumber } from '../reading-flags.ts';
import { type Terminal, usageWrong } from '../terminal.ts';
import { booksOf } from '../view/books.ts';
import { showCheck, warnOfEarlyExpiry } from '../view/findings.ts';
import { appErrorOf, workToEnd } from '../work.ts';

const runFlags = {
  ...batchFlags,
  ...sandboxFlags,
  '--out <file>': true,
  '--skip-rejected': true,
  '--accept-duplicates <reason>': reason,
  '--detach': true,
  '--canary <rows>': canaryRows,
  '--max-rows <rows>': wholeNumber,
  '--max-sum <euros>': cents,
  '--fresh': true,
} as const;

type RunFlags = FlagsOf<typeof runFlags>;

/** `run FILE`: checks and submits a file, works on it in this process, and writes the report. */
export const run = defineCommand({
  name: 'run',
  arguments: '<file>',
  flags: runFlags,
  example: 'run refunds.csv --payer-company "Example SARL" --canary 1',
  refuses: ({ sandbox, detach }) => (sandbox && detach ? message('sandbox_not_detached', {}) : undefined),
  async run({ terminal, flags, startedAt }, file) {
    const config = configOf(terminal, flags);
    if (flags.sandbox === undefined) accountToCall(terminal, config);
    const input = await openHandIn(terminal, config, flags, file);
    return closing(input.source, () =>
      usingBridge(terminal, config, flags, flags.fresh ?? false, (open) =>
        runFile({ terminal, config, flags, open, startedAt }, input),
      ),
    );
  },
});

interface Run {
  readonly terminal: Terminal;
  readonly config: Config;
  readonly flags: RunFlags;
  readonly open: OpenAccount;
  readonly startedAt: number;
}

async function runFile(one: Run, input: InputFile): Promise<Outcome> {
  const { terminal, config, flags, open, startedAt } = one;
  const { tables, rules } = input;
  const { name, path } = input.source;
  const checked = await checkFile(tables, rules, open.context.ledger);
  const { format } = checked.survey.plan;
  const report = answerPath(name, format, 'results', flags.out);
  const rejected = rejectedPath(name, format, report);
  if (report === resolve(path)) throw failAt('--out', 'report_over_input');
  if (!flags.detach) await checkTablePath(report);
  showCheck(terminal, name, checked, false);
  warnOfEarlyExpiry(terminal, checked, rules.options.timeZone);
  const refusals = refusalsOf(checked, acceptanceOf(one));
  if (refusals.length > 0) {
    terminal.show(message('nothing_sent', {}));
    if (verdictOf(checked).rejected > 0) await writeRejectedRows(one, input, checked, rejected);
    throw new AppError(refusals);
  }
  terminal.interrupted.throwIfAborted();
  const { stopped } = await open.context.ledger.account.status();
  if (stopped !== undefined && !isByPerson(stopped)) throw await errorOfStopped(one, stopped);
  const cancelled = cancelledBefore(checked.ledger?.earlier);
  if (cancelled !== undefined) throw new AppError([cancelled]);
  const batch = await submitBatch(
    open.context,
    input,
    rules,
    checked.survey,
    decisionsOf(flags),
    terminal.interrupted,
  );
  if (!flags.detach)
    return { code: await workToEnd({ terminal, config, open, startedAt, report, rejected }, batch) };
  terminal.show(message('batch_submitted', { batch: batch.id }));
  return { result: booksOf(batch, { elapsedMs: realClock.now() - startedAt }) };
}

/**
 * An AppError that tells why the account is stopped. Where links of an earlier run lead to a wrong destination, waits until they are
 * revoked.
 */
async function errorOfStopped({ terminal, open }: Run, stopped: Decision): Promise<AppError> {
  if (isByDestination(stopped)) {
    const reconciler = startReconciler(open.context);
    await watchMisdirected(open.context, undefined, terminal.show, terminal.interrupted).finally(() =>
      reconciler.stop(),
    );
  }
  return appErrorOf(stopped);
}

/** Writes the rejected rows of a file that was not sent, for a person to correct. */
async function writeRejectedRows(
  { terminal, open }: Run,
  { tables, rules }: InputFile,
  checked: Check,
  path: string,
): Promise<void> {
  const { survey } = checked;
  const { ledger } = open.context;
  const written = await writeJudgedRejections(tables, rules, survey, ledger, path, randomUUID());
  terminal.show(message('rows_to_correct', written));
  const good = survey.accepted - (checked.ledger?.conflictCount ?? 0);
  if (good > 0) terminal.show(message('good_rows_unsent', { count: good }));
}

function acceptanceOf({ flags, open }: Run): Acceptance {
  const { skipRejected = false, acceptDuplicates, maxRows, maxSum } = flags;
  const { maxRows: room } = open.redis;
  return {
    skipRejected,
    areDuplicatesAccepted: acceptDuplicates !== undefined,
    requireTotals: false,
    ...(maxRows !== undefined && { maxRows }),
    ...(maxSum !== undefined && { maxSumCents: maxSum }),
    ...(room !== undefined && { room }),
  };
}

function decisionsOf({ canary, acceptDuplicates }: RunFlags) {
  return {
    ...(canary !== undefined && { canaryRows: canary }),
    ...(acceptDuplicates !== undefined && { acceptDuplicates }),
  };
}

/** A person checks a canary link by link, so it is small. */
const mostCanaryRows = 1000;

function canaryRows(text: string): number {
  const rows = wholeNumber(text);
  if (rows > mostCanaryRows) throw usageWrong(message('canary_rows_at_most', { most: mostCanaryRows }));
  return rows;
}
