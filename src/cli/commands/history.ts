import { Argument } from 'commander';
import { rowHistory } from '../../actions/row-history.ts';
import { moment } from '../../domain/zone-time.ts';
import { message } from '../../i18n/messages.ts';
import { batchOf, usingLedger } from '../batch-of.ts';
import { type Door, usageWrong } from '../door.ts';
import { DoorCommand, onDoor } from '../door-command.ts';
import { configOf, type SandboxFlags, withSandboxFlag } from '../flags.ts';

/** `history BATCH [LINE]`: what people did with a batch, or what happened to one row. */
export function history(door: Door): DoorCommand {
  const command = new DoorCommand('history', door)
    .argument('[batch]')
    .addArgument(new Argument('[line]').argParser(line));
  withSandboxFlag(command);
  return onDoor<SandboxFlags>(
    command,
    door,
    'npx linkmill history abcdefghijkl 17',
    async (flags, id = '', row) => {
      return usingLedger(door, configOf(door, flags), flags, true, async (open) => {
        const { ledger } = open.mill;
        if (id !== '') await batchOf(ledger, id);
        const happenings =
          row === undefined ? await ledger.history.deeds(id) : await rowHistory(ledger, id, Number(row));
        if (happenings.length === 0) door.show(message('nothing_kept', {}));
        for (const { at, event } of happenings)
          door.write(at === 0 ? door.text(event) : `${moment(at)}  ${door.text(event)}`);
        door.result({ batch: id, ...(row !== undefined && { line: Number(row) }), history: happenings });
        return 0;
      });
    },
  );
}

function line(text: string): string {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw usageWrong(message('must_be_line', {}));
  return text;
}
