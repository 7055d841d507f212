import { fail } from '../../domain/failure.ts';
import { message } from '../../i18n/messages.ts';
import type { KeyDesk } from '../../wiring/keys.ts';
import { type CommonFlags, type Door, onDoor } from '../door.ts';
import { DoorCommand } from '../door-command.ts';
import { withDesk } from '../key-desk.ts';
import { keySeal } from './key-seal.ts';

interface RotateFlags extends CommonFlags {
  readonly dropOld?: true;
}

/** `key`: the installation's keys, which seal personal data in Redis. */
export function key(door: Door): DoorCommand {
  const command = new DoorCommand('key', door);
  for (const part of [keyStatus, keyRotate, keySeal]) command.addCommand(part(door));
  return command;
}

function keyStatus(door: Door): DoorCommand {
  const command = new DoorCommand('status', door);
  return onDoor<CommonFlags>(command, door, 'npx linkmill key status', () =>
    withDesk(door, async (desk) => {
      await sayStatus(door, desk);
      const isMissing = [...(await desk.count()).keys()].some((id) => isElsewhere(desk, id));
      return isMissing ? 1 : 0;
    }),
  );
}

function keyRotate(door: Door): DoorCommand {
  const command = new DoorCommand('rotate', door).option('--drop-old');
  return onDoor<RotateFlags>(command, door, 'npx linkmill key rotate --drop-old', (flags) =>
    withDesk(door, (desk) => rotate(door, desk, flags)),
  );
}

async function rotate(door: Door, desk: KeyDesk, { dropOld }: RotateFlags): Promise<number> {
  const { vault, keyFile, droppedFile } = desk;
  const current = vault.currentId();
  if (current === undefined) throw fail('key_missing', message('no_key_set', {}));
  let earlier = 0;
  if (keyFile !== undefined) {
    earlier = (await desk.rewrap()).count;
    if (earlier > 0) door.show(message('rotation_goes_on', {}));
    else if (!dropOld || vault.ids().length === 1)
      door.show(message('new_key', { key: await desk.addKey(), path: keyFile }));
  }
  const { count, left } = await desk.rewrap();
  door.show(message('sealed_anew', { count: earlier + count }));
  for (const { account, batch, code } of left.slice(0, mostShown))
    door.show(message('left_unsealed', { account, batch: batch ?? '-', code }));
  if (keyFile === undefined) {
    door.show(message('take_old_keys_out', {}));
  } else if (dropOld) {
    const dropped = await desk.dropUnused();
    for (const id of dropped) door.show(message('key_dropped', { key: id, path: String(droppedFile) }));
    if (dropped.length > 0) door.show(message('older_backups_need_file', {}));
  } else if (vault.ids().length > 1) {
    door.show(message('old_keys_stay', {}));
  }
  await sayStatus(door, desk);
  if (left.length === 0) return 0;
  return left.some(({ code }) => code === 'ledger_forged') ? 2 : 1;
}

/** Of what is left so many are named. */
const mostShown = 20;

const isElsewhere = ({ vault }: KeyDesk, id: string) => id !== 'plain' && !vault.opens(id);

async function sayStatus(door: Door, desk: KeyDesk): Promise<void> {
  const counts = await desk.count();
  const here = desk.vault.ids();
  const keys = [...new Set([...here, ...counts.keys()])].map((id) => ({
    id,
    state: stateOf(id, desk.vault),
    ledgers: counts.get(id)?.ledgers ?? 0,
    batches: counts.get(id)?.batches ?? 0,
    secrets: counts.get(id)?.secrets ?? 0,
    signatures: counts.get(id)?.signatures ?? 0,
  }));
  for (const { id, state, ledgers, batches, secrets, signatures } of keys)
    door.write(
      `${id.padEnd(10)}${door.text(states[state]).padEnd(13)}  ${door.text(message('key_counts', { ledgers, batches, secrets, signatures }))}`,
    );
  if (keys.length === 0) door.show(message('no_key_nothing_sealed', {}));
  const isPlain = here.length > 0 && (await desk.plainLedgers()).length > 0;
  if (isPlain) door.show(message('something_unsealed', {}));
  door.result({ keys, ...(isPlain && { unsealed: true }) });
}

function stateOf(id: string, vault: KeyDesk['vault']): keyof typeof states {
  if (id === 'plain') return 'plain';
  const at = vault.ids().indexOf(id);
  if (at === 0) return 'current';
  if (at > 0) return 'old';
  return vault.opens(id) ? 'dropped' : 'missing';
}

const states = {
  current: message('key_current', {}),
  old: message('key_old', {}),
  dropped: message('key_dropped_state', {}),
  missing: message('key_missing_state', {}),
  plain: message('key_plain', {}),
} as const;
