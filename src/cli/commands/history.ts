import { rowHistory } from '../../actions/row-history.ts';
import { moment } from '../../domain/zone-time.ts';
import { message } from '../../i18n/messages.ts';
import { batchOf } from '../batch-of.ts';
import { defineCommand } from '../define-command.ts';
import { usageWrong } from '../door.ts';
import { sandboxFlags } from '../flags.ts';

/** `history BATCH [LINE]`: what people did with a batch, or what happened to one row. */
export const history = defineCommand({
  name: 'history',
  arguments: '[batch] [line]',
  reads: { line },
  flags: sandboxFlags,
  example: 'history abcdefghijkl 17',
  opens: 'ledger',
  async run({ door, ledger }, id = '', row) {
    if (id !== '') await batchOf(ledger, id);
    const happenings =
      row === undefined ? await ledger.history.deeds(id) : await rowHistory(ledger, id, Number(row));
    if (happenings.length === 0) door.show(message('nothing_kept', {}));
    for (const { at, event } of happenings)
      door.write(at === 0 ? door.text(event) : `${moment(at)}  ${door.text(event)}`);
    return { result: { batch: id, ...(row !== undefined && { line: Number(row) }), history: happenings } };
  },
});

function line(text: string): string {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw usageWrong(message('must_be_line', {}));
  return text;
}
