import { rowHistory } from '../../actions/report/row-history.ts';
import { moment } from '../../domain/dates/zone-time.ts';
import { message } from '../../i18n/messages.ts';
import { batchOf } from '../batch-of.ts';
import { defineCommand } from '../define-command.ts';
import { sandboxFlags } from '../flags.ts';
import { usageWrong } from '../terminal.ts';

/** `history [BATCH] [LINE]`: the audit events of the account or a batch, or the events of one row. */
export const history = defineCommand({
  name: 'history',
  arguments: '[batch] [line]',
  reads: { line },
  flags: sandboxFlags,
  example: 'history abcdefghijkl 17',
  opens: 'ledger',
  async run({ terminal, ledger }, id = '', row) {
    if (id !== '') await batchOf(ledger, id);
    const events =
      row === undefined ? await ledger.history.auditEvents(id) : await rowHistory(ledger, id, Number(row));
    if (events.length === 0) terminal.show(message('nothing_kept', {}));
    for (const { at, event } of events)
      terminal.write(at === 0 ? terminal.text(event) : `${moment(at)}  ${terminal.text(event)}`);
    return { result: { batch: id, ...(row !== undefined && { line: Number(row) }), history: events } };
  },
});

function line(text: string): string {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw usageWrong(message('must_be_line', {}));
  return text;
}
