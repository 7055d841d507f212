import {
  type LapsingBatch,
  lapsedForMs,
  listLapsing,
  type UnpaidRows,
} from '../../actions/notify/list-lapsing.ts';
import { dayInWords, weekdayInWords } from '../../domain/dates/zone-time.ts';
import { endOfLife, type LinkLife, readLinkLife } from '../../domain/link-life.ts';
import { message } from '../../i18n/messages.ts';
import { realClock } from '../../wiring.ts';
import { batchOf } from '../batch-of.ts';
import { defineCommand } from '../define-command.ts';
import { sandboxFlags } from '../flags.ts';
import { indented, type Terminal, usageWrong } from '../terminal.ts';

/** Rows of a batch that are shown one by one, without `--all`. */
const mostShown = 20;

/** `lapsing`: unpaid links that expire soon or expired recently, by batch. */
export const lapsing = defineCommand({
  name: 'lapsing',
  flags: {
    '--within <span>': { parse: within, default: within('3b'), shown: '3b' },
    '--batch <batch>': true,
    '--all': true,
    ...sandboxFlags,
  },
  example: 'lapsing --within 5b',
  opens: 'bridge',
  async run({ terminal, flags, config, context, ledger }) {
    const { timeZone } = config.batch;
    const now = realClock.now();
    const until = endOfLife(flags.within, now, timeZone);
    const batch = flags.batch === undefined ? undefined : await batchOf(ledger, flags.batch);
    const span = { until, lapsedSince: now - lapsedForMs, ...(batch && { batch }) };
    const batches = await listLapsing(context, span, { signal: terminal.interrupted, isPatient: true });
    const most = flags.all ? Number.POSITIVE_INFINITY : mostShown;
    const by = weekdayInWords(until, timeZone, terminal.language);
    if (!batches.some((one) => one.lapsing.count > 0)) terminal.show(message('no_link_lapses', { by }));
    for (const one of batches) showBatch(terminal, one, timeZone, most);
    return { result: { until: new Date(until).toISOString(), batches } };
  },
});

function showBatch(
  terminal: Terminal,
  { batch, file, lapsing, lapsed }: LapsingBatch,
  timeZone: string,
  most: number,
): void {
  if (lapsing.count > 0) {
    terminal.show(
      message('links_lapsing', { batch, file, count: lapsing.count, amount: lapsing.amountCents }),
    );
    showRows(terminal, lapsing, timeZone, most);
    indented(terminal, message('links_to_remind', { batch }));
    if (lapsed.count === 0) indented(terminal, message('links_once_lapsed', { batch }));
  }
  if (lapsed.count === 0) return;
  terminal.show(message('links_lapsed', { batch, file, count: lapsed.count, amount: lapsed.amountCents }));
  showRows(terminal, lapsed, timeZone, most);
  indented(terminal, message('new_links', { batch }));
}

function showRows(terminal: Terminal, rows: UnpaidRows, timeZone: string, most: number): void {
  const shown = rows.shown.slice(0, most);
  for (const { line, reference, amountCents, expiresAt } of shown) {
    const expiry = dayInWords(Date.parse(expiresAt), timeZone, terminal.language);
    const place = terminal.text(message('on_line', { line }));
    terminal.write(`  ${place}  ${reference}  ${terminal.renderer.sum(amountCents)}  ${expiry}`);
  }
  if (rows.count > shown.length)
    indented(terminal, message('more_rows', { count: rows.count - shown.length }));
}

function within(text: string): LinkLife {
  const span = readLinkLife(text);
  if (span === undefined) throw usageWrong(message('must_be_life', {}));
  return span;
}
