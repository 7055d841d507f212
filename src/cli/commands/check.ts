import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { writeJudgedRejections } from '../../actions/report/write-rejected.ts';
import { checkTablePath } from '../../actions/report/write-report.ts';
import { verdictOf } from '../../actions/submit/acceptance.ts';
import { type Check, checkFile } from '../../actions/submit/check-file.ts';
import type { InputFile } from '../../actions/submit/open-file.ts';
import type { Config } from '../../config.ts';
import { dayInWords } from '../../domain/dates/zone-time.ts';
import { leastTimeMs } from '../../domain/settings/limits.ts';
import { message } from '../../i18n/messages.ts';
import type { Ledger } from '../../wiring.ts';
import { answerPath, closing } from '../batch-of.ts';
import { defineCommand, type Outcome } from '../define-command.ts';
import { batchFlags, configOf, sandboxFlags } from '../flags.ts';
import { openHandIn, withLedger } from '../hand-in.ts';
import type { Terminal } from '../terminal.ts';
import { showCheck, toSend, warnOfEarlyExpiry } from '../view/findings.ts';
import { span } from '../view/money.ts';

/** `check FILE`: validates every row and sends nothing; with `--rejected`, writes the rejected rows to a file. */
export const check = defineCommand({
  name: 'check',
  arguments: '<file>',
  flags: { ...batchFlags, ...sandboxFlags, '--rejected <file>': true },
  example: 'check refunds.csv --payer-company "Example SARL"',
  async run({ terminal, flags }, file) {
    const config = configOf(terminal, flags);
    if (flags.rejected !== undefined) await checkTablePath(resolve(flags.rejected));
    const input = await openHandIn(terminal, config, flags, file);
    return closing(input.source, () =>
      withLedger(terminal, config, flags, async (ledger) => {
        const checked = await checkFile(input.tables, input.rules, ledger);
        const outcome = showOutcome(terminal, config, input, checked);
        if (flags.rejected === undefined) return outcome;
        const { format } = checked.survey.plan;
        const path = answerPath(input.source.name, format, 'rejected', flags.rejected);
        await writeRejectedRows(terminal, input, checked, ledger, path);
        return outcome;
      }),
    );
  },
});

async function writeRejectedRows(
  terminal: Terminal,
  { tables, rules }: InputFile,
  { survey }: Check,
  ledger: Ledger | undefined,
  path: string,
): Promise<void> {
  const written = await writeJudgedRejections(tables, rules, survey, ledger, path, randomUUID());
  terminal.show(message('rows_to_correct', written));
}

function showOutcome(
  terminal: Terminal,
  config: Config,
  { source, rules }: InputFile,
  checked: Check,
): Outcome {
  const { survey, ledger } = checked;
  const { rejected, duplicates } = verdictOf(checked);
  showCheck(terminal, source.name, checked, true);
  if (ledger === undefined) terminal.show(message('ledger_not_asked', {}));
  const leastMs = leastTimeMs(config.bridge.limits, toSend(checked), config.bridge.paceGuardMs);
  terminal.show(message('sending_takes', { span: span(leastMs) }));
  const { earliestExpiry: first, latestExpiry: last } = survey;
  if (first !== undefined && last !== undefined) {
    const inWords = (iso: string) => dayInWords(Date.parse(iso), rules.options.timeZone, terminal.language);
    const [from, to] = [inWords(first), inWords(last)];
    terminal.show(
      from === to ? message('links_expire_on', { day: to }) : message('links_expire_between', { from, to }),
    );
  }
  warnOfEarlyExpiry(terminal, checked, rules.options.timeZone);
  const result = {
    batch: survey.batch,
    file: source.name,
    rows: survey.rows,
    rejected,
    leftOut: survey.leftOut,
    duplicates,
    known: ledger?.known ?? 0,
    corrected: ledger?.corrected ?? 0,
    amountCents: survey.amountCents,
    ledgerAnswered: ledger !== undefined,
    handedInBefore: ledger?.earlier !== undefined,
    leastMs,
    latestExpiry: survey.latestExpiry,
    lapsingEarly: survey.lapsingEarly,
    refusals: survey.refusals,
    understood: survey.understood,
    failures: [...survey.failures, ...(ledger?.conflicts ?? [])],
    warnings: [...survey.warnings, ...(ledger?.twins ?? [])],
    failureCounts: Object.fromEntries(survey.failureCounts),
    warningCounts: Object.fromEntries(survey.warningCounts),
  };
  return { result, code: rejected === 0 && survey.refusals.length === 0 ? 0 : 2 };
}
