import { moment } from '../../domain/dates/zone-time.ts';
import { fail } from '../../domain/failure.ts';
import { euros } from '../../domain/money/cents.ts';
import type { Schedule } from '../../domain/schedule.ts';
import { legible } from '../../domain/text/shown.ts';
import { message } from '../../i18n/messages.ts';
import type { PlainLedger } from '../../wiring/keys.ts';
import { askWord, isYes } from '../ask-word.ts';
import { defineCommand } from '../define-command.ts';
import { indented, type Terminal } from '../terminal.ts';

/** Records of each kind that are listed one by one, at most. */
const mostShown = 20;

/** `key seal`: shows the ledgers that hold unencrypted records, and encrypts them once a person agrees. */
export const keySeal = defineCommand({
  name: 'seal',
  flags: { '--yes': true },
  example: 'key seal',
  opens: 'keys',
  async run({ terminal, manager, flags }) {
    if (manager.vault.currentId() === undefined) throw fail('key_missing', message('no_key_set', {}));
    const found = await manager.plainLedgers();
    if (found.length === 0) {
      terminal.show(message('nothing_unsealed', {}));
      return { result: { sealed: [] } };
    }
    for (const ledger of found) showLedger(terminal, ledger);
    terminal.show(message('seal_means', {}));
    if (!flags.yes) await confirm(terminal);
    const sealed: Record<string, unknown>[] = [];
    let left = 0;
    for (const ledger of found) {
      const { account } = ledger;
      terminal.interrupted.throwIfAborted();
      const taken = await manager.takeOver(ledger);
      const { records, hashKey, batches } = taken;
      const counts = { keys: hashKey ? 1 : 0, records, batches: batches.length };
      terminal.show(message('sealed_of_account', { account, ...counts }));
      if (taken.left.length > 0) {
        left += taken.left.length;
        terminal.show(
          message('batches_not_sealed', { batches: shortList(taken.left) }),
          message('batches_too_old', {}),
        );
      }
      sealed.push({ account, records, hashKey, batches, left: taken.left });
    }
    return { result: { sealed }, code: left > 0 ? 2 : 0 };
  },
});

async function confirm(terminal: Terminal): Promise<void> {
  const answer = await askWord(terminal, message('question_seal', {}));
  terminal.interrupted.throwIfAborted();
  if (!isYes(answer)) throw fail('not_confirmed');
}

/** Names and reasons come from outside, so `short` keeps them from starting a line. */
function showLedger(terminal: Pick<Terminal, 'show' | 'write' | 'text'>, ledger: PlainLedger): void {
  const { account, hashKey, schedules, mappings, acceptance, runs, notices, batches } = ledger;
  terminal.show(message('unsealed_of_account', { account }));
  if (hashKey !== undefined) {
    indented(terminal, message('unsealed_digest_key', { key: short(hashKey, 8) }));
    if (ledger.sealedBatches > 0)
      indented(terminal, message('unsealed_digest_key_warning', { count: ledger.sealedBatches }));
  }
  for (const schedule of schedules.slice(0, mostShown))
    indented(terminal, message('unsealed_schedule', { schedule: scheduleText(schedule) }));
  for (const { map, only } of mappings.slice(0, mostShown)) {
    const words = [
      ...map.map(({ column, header }) => `${column}=${header}`),
      ...only.map(({ header, value }) => `only ${header}=${value}`),
    ];
    indented(terminal, message('unsealed_columns', { columns: short(words.join(', '), 200) }));
  }
  if (acceptance !== undefined) {
    const { by, at, why } = acceptance;
    const words = { by: short(by, 100), at: moment(at), why: short(why, 200) };
    indented(terminal, message('unsealed_acceptance', words));
  }
  for (const { id, file, rows, waiting, waitingCents } of batches.slice(0, mostShown))
    indented(
      terminal,
      message('unsealed_batch', { batch: id, file: short(file, 80), rows, waiting, amount: waitingCents }),
    );
  const counts = { schedules: schedules.length, runs, mappings: mappings.length, notices };
  indented(terminal, message('unsealed_in_all', { ...counts, batches: batches.length }));
}

/** The times, folders and limits of a schedule: an attacker who plants a schedule has to change one of these. */
function scheduleText({ name, cron, inbox, pattern, addedBy, rules, policy }: Schedule): string {
  const { payer } = rules.options;
  const payerName =
    payer?.kind === 'company' ? payer.companyName : payer && `${payer.firstName} ${payer.lastName}`;
  const words = [
    ...[`${name}: ${cron}`, `${inbox}/${pattern}`, addedBy, `payer=${payerName ?? '-'}`],
    ...[`LINKMILL_AMOUNT_MAX=${euros(rules.amountMaxCents)}`, `--max-rows=${policy.maxRows ?? '-'}`],
    `--max-sum=${policy.maxSumCents === undefined ? '-' : euros(policy.maxSumCents)}`,
  ];
  return short(words.join(', '), 400);
}

/** Escapes line ends and cuts the text after `most` characters. */
function short(text: string, most: number): string {
  const words = legible(text);
  return words.length > most ? `${words.slice(0, most)}...` : words;
}

function shortList(ids: readonly string[]): string {
  const shown = ids.slice(0, mostShown).map(legible);
  return (shown.length === ids.length ? shown : [...shown, '...']).join(', ');
}
