import { fail } from '../../domain/failure.ts';
import { message } from '../../i18n/messages.ts';
import type { KeyManager } from '../../wiring/keys.ts';
import { defineCommand, defineGroup, type Outcome } from '../define-command.ts';
import type { Terminal } from '../terminal.ts';
import { keySeal } from './key-seal.ts';

const keyStatus = defineCommand({
  name: 'status',
  example: 'key status',
  opens: 'keys',
  async run({ terminal, manager }) {
    const result = await showStatus(terminal, manager);
    const isMissing = [...(await manager.count()).keys()].some((id) => isElsewhere(manager, id));
    return { result, code: isMissing ? 1 : 0 };
  },
});

const keyRotate = defineCommand({
  name: 'rotate',
  flags: { '--drop-old': true },
  example: 'key rotate --drop-old',
  opens: 'keys',
  run: ({ terminal, manager, flags }) => rotate(terminal, manager, flags.dropOld),
});

/** `key`: the installation's keys, which encrypt personal data in Redis. */
export const key = defineGroup('key', [keyStatus, keyRotate, keySeal]);

async function rotate(terminal: Terminal, manager: KeyManager, dropOld = false): Promise<Outcome> {
  const { vault, keyFile, droppedFile } = manager;
  const current = vault.currentId();
  if (current === undefined) throw fail('key_missing', message('no_key_set', {}));
  let earlier = 0;
  if (keyFile !== undefined) {
    earlier = (await manager.rewrap()).count;
    if (earlier > 0) terminal.show(message('rotation_goes_on', {}));
    else if (!dropOld || vault.ids().length === 1)
      terminal.show(message('new_key', { key: await manager.addKey(), path: keyFile }));
  }
  const { count, left } = await manager.rewrap();
  terminal.show(message('sealed_anew', { count: earlier + count }));
  for (const { account, batch, code } of left.slice(0, mostShown))
    terminal.show(message('left_unsealed', { account, batch: batch ?? '-', code }));
  if (keyFile === undefined) {
    terminal.show(message('take_old_keys_out', {}));
  } else if (dropOld) {
    const dropped = await manager.dropUnused();
    for (const id of dropped) terminal.show(message('key_dropped', { key: id, path: String(droppedFile) }));
    if (dropped.length > 0) terminal.show(message('older_backups_need_file', {}));
  } else if (vault.ids().length > 1) {
    terminal.show(message('old_keys_stay', {}));
  }
  const result = await showStatus(terminal, manager);
  if (left.length === 0) return { result };
  return { result, code: left.some(({ code }) => code === 'ledger_forged') ? 2 : 1 };
}

/** Ledgers that could not be encrypted anew and are listed one by one, at most. */
const mostShown = 20;

const isElsewhere = ({ vault }: KeyManager, id: string) => id !== 'plain' && !vault.opens(id);

async function showStatus(terminal: Terminal, manager: KeyManager) {
  const counts = await manager.count();
  const here = manager.vault.ids();
  const keys = [...new Set([...here, ...counts.keys()])].map((id) => ({
    id,
    state: stateOf(id, manager.vault),
    ledgers: counts.get(id)?.ledgers ?? 0,
    batches: counts.get(id)?.batches ?? 0,
    secrets: counts.get(id)?.secrets ?? 0,
    signatures: counts.get(id)?.signatures ?? 0,
  }));
  for (const { id, state, ledgers, batches, secrets, signatures } of keys)
    terminal.write(
      `${id.padEnd(10)}${terminal.text(states[state]).padEnd(13)}  ${terminal.text(message('key_counts', { ledgers, batches, secrets, signatures }))}`,
    );
  if (keys.length === 0) terminal.show(message('no_key_nothing_sealed', {}));
  const isPlain = here.length > 0 && (await manager.plainLedgers()).length > 0;
  if (isPlain) terminal.show(message('something_unsealed', {}));
  return { keys, ...(isPlain && { unsealed: true }) };
}

function stateOf(id: string, vault: KeyManager['vault']): keyof typeof states {
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
