import type { Decision, PersonsDecision } from '../../domain/batch.ts';
import { AppError, type Failure } from '../../domain/failure.ts';
import type { NamedAccount } from '../../domain/named-account.ts';
import { message } from '../../i18n/messages.ts';
import type { OpenRegistry } from '../choose-account.ts';
import { defineCommand } from '../define-command.ts';
import { openBatches } from '../open-batches.ts';
import { indented, type Terminal } from '../terminal.ts';
import { unsignedDefaultFailure, unsignedFailure } from '../unsigned.ts';
import {
  type AccountText,
  acceptedText,
  accountText,
  showAccount,
  stoppedText,
} from '../view/account-text.ts';

/** `account list`: the accounts of the registry with the state of each; never a secret. */
export const accountList = defineCommand({
  name: 'list',
  example: 'account list',
  opens: 'accounts',
  async run({ terminal, registry }) {
    const { accounts, unsigned, unsignedDefault, unreadable, defaultName } = await registry.all();
    if (accounts.length + unsigned.length + unreadable.length === 0)
      terminal.show(message('no_account_yet', {}));
    const states = await Promise.all(accounts.map((one) => stateOf(registry, one, one.name === defaultName)));
    for (const [at, account] of accounts.entries()) showState(terminal, account, states[at]);
    const unsignedStates = unsigned.map((one) => ({
      ...accountText(one.account),
      failure: unsignedFailure(one),
    }));
    for (const one of unsigned) {
      showAccount(terminal, one.account, message('is_unsigned', {}));
      indented(terminal, message('as_failure', { failure: unsignedFailure(one) }));
    }
    if (unsignedDefault !== undefined)
      terminal.show(message('as_failure', { failure: unsignedDefaultFailure(unsignedDefault) }));
    for (const name of unreadable)
      terminal.show(message('coded_failure', { code: name, failure: { code: 'account_unreadable' } }));
    return { result: { accounts: states, unsigned: unsignedStates, unreadable } };
  },
});

/** The state of an account, as the list and its JSON show it. */
interface AccountState extends AccountText {
  readonly isDefault: boolean;
  readonly failure?: Failure;
  readonly stopped?: Decision;
  /** The person who accepted that Bridge does not show the destination of its links. */
  readonly unprovenAccepted?: PersonsDecision;
  /** Absent where this machine lacks the key of a batch. */
  readonly openBatches?: number;
}

async function stateOf(
  registry: OpenRegistry,
  account: NamedAccount,
  isDefault: boolean,
): Promise<AccountState> {
  const { id } = account;
  const [{ failure }, { stopped, unprovenAccepted }, open] = await Promise.all([
    registry.variablesOf(account),
    registry.ledgerOf(id).account.status(),
    openBatches(registry, id).catch(undefinedOnAppError),
  ]);
  return {
    ...accountText(account),
    isDefault,
    ...(failure && { failure }),
    ...(stopped && { stopped }),
    ...(unprovenAccepted && { unprovenAccepted }),
    ...(open !== undefined && { openBatches: open }),
  };
}

function undefinedOnAppError(error: unknown): undefined {
  if (!(error instanceof AppError)) throw error;
}

function showState(terminal: Terminal, account: NamedAccount, state?: AccountState): void {
  if (state === undefined) return;
  const { stopped, unprovenAccepted, failure, openBatches: count } = state;
  const mark = state.isDefault ? message('is_default', {}) : undefined;
  showAccount(terminal, account, mark, failure === undefined);
  if (failure?.code === 'secret_place_refused') indented(terminal, message('as_failure', { failure }));
  indented(
    terminal,
    count === undefined ? message('batches_unreadable', {}) : message('open_batches', { count }),
  );
  if (stopped !== undefined) indented(terminal, stoppedText(stopped));
  if (unprovenAccepted !== undefined) indented(terminal, acceptedText(unprovenAccepted));
}
