import { message } from '../../i18n/messages.ts';
import { dayMs } from '../dates/spans.ts';
import type { Notice } from '../notices/notice.ts';

/** Names that `shownNames` returns at most. */
const mostNamed = 20;

/** Names of schedules and runs; a planted record may have any other name. */
const fitting = /^[\w-]{1,40}(?: \d{1,15})?$/;

/** The first twenty names of records that are safe to show; `...` at the end where others are left out. */
export function shownNames(names: readonly string[]): string[] {
  const shown = names.filter((name) => fitting.test(name)).slice(0, mostNamed);
  return shown.length === names.length ? shown : [...shown, '...'];
}

/** Schedules and runs that this installation did not write; one notice a day while they exist, `now` in ms of the ledger's clock. */
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
