import { message } from '../../i18n/messages.ts';
import { dayMs } from '../dates/spans.ts';
import type { Notice } from '../notices/notice.ts';

/** Names that are shown one by one. */
const mostNamed = 20;

/** As schedules and their runs are called; whoever plants a record could call it anything. */
const fitting = /^[\w-]{1,40}(?: \d{1,15})?$/;

/** Names of records as they may be shown: none that could be read as something else, the first twenty. */
export function shownNames(names: readonly string[]): string[] {
  const shown = names.filter((name) => fitting.test(name)).slice(0, mostNamed);
  return shown.length === names.length ? shown : [...shown, '...'];
}

/** Schedules and runs that this installation did not write; once a day while they are there, `now` in ms of the ledger's clock. */
export function recordsForged(names: readonly string[], now: number): Notice {
  return {
    id: `records_forged-${Math.floor(now / dayMs)}`,
    kind: 'records_forged',
    at: now,
    subject: message('records_forged', {}),
    lines: [
      message('records_found_forged', { at: now, count: names.length, names: shownNames(names) }),
      message('records_old_or_planted', {}),
    ],
    facts: { records: names.length },
    next: ['npx linkmill schedule list{forLedger}', 'npx linkmill key seal'],
  };
}
