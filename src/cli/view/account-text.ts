import { type Decision, isByPerson, type PersonsDecision } from '../../domain/batch.ts';
import { moment } from '../../domain/dates/zone-time.ts';
import type { NamedAccount, SecretPlace } from '../../domain/named-account.ts';
import { reasonText } from '../../domain/reason.ts';
import { type Message, message } from '../../i18n/messages.ts';
import { indented, type Terminal } from '../terminal.ts';

/** The facts by which a person recognizes an account: host, client id, and where its secret comes from. */
export interface AccountText {
  readonly name: string;
  readonly account: string;
  readonly clientId: string;
  readonly host: string;
  /** Absent means the limits of the environment. */
  readonly limits?: string;
  readonly settings: NamedAccount['settings'];
  readonly secret: string;
}

export function accountText({ name, id, clientId, settings, secret }: NamedAccount): AccountText {
  const { BRIDGE_BASE_URL = '', BRIDGE_LIMITS: limits } = settings;
  return {
    ...{ name, account: id, clientId, host: new URL(BRIDGE_BASE_URL).host, settings },
    ...(limits !== undefined && { limits }),
    secret: secret.kind === 'stored' ? 'stored' : `${secret.kind} ${placeOf(secret)}`,
  };
}

function placeOf(place: Exclude<SecretPlace, { kind: 'stored' }>): string {
  return place.kind === 'file' ? place.path : place.variable;
}

/** Settings that the first line shows already. */
const inFirstLine = new Set(['BRIDGE_BASE_URL', 'BRIDGE_LIMITS']);

/** Shows an account; `mark` ends the first line. With `isReadable` false it shows that the secret cannot be read here. */
export function showAccount(
  terminal: Pick<Terminal, 'write' | 'text'>,
  shown: NamedAccount,
  mark?: Message,
  isReadable = true,
): void {
  const { name, account, clientId, host, limits, settings } = accountText(shown);
  const bounds = limits ?? terminal.text(message('limits_of_environment', {}));
  terminal.write(
    `${name}  ${account}  ${host}  ${bounds}${mark === undefined ? '' : `  ${terminal.text(mark)}`}`,
  );
  const code = isReadable ? 'client_and_secret' : 'client_and_unreadable_secret';
  indented(terminal, message(code, { clientId, secret: placeText(shown.secret) }));
  for (const [setting, value] of Object.entries(settings))
    if (!inFirstLine.has(setting)) terminal.write(`  ${setting}=${value}`);
}

function placeText(place: SecretPlace): Message {
  switch (place.kind) {
    case 'file':
      return message('secret_in_file', { path: place.path });
    case 'variable':
      return message('secret_in_variable', { variable: place.variable });
    case 'stored':
      return message('secret_stored', {});
  }
}

/** By whom, when and why an account is stopped or paused. */
export function stoppedText(decision: Decision): Message {
  const { by, why } = decision;
  const at = moment(decision.at);
  if (why === '') return message('stopped_by_without_reason', { by, at });
  return isByPerson(decision)
    ? message('stopped_by', { by, at, why: reasonText(why) })
    : message('stopped_by_linkmill', { at, why: reasonText(why) });
}

/** Who accepted that Bridge does not show the destination of links, when and why. */
export function acceptedText({ by, at, why }: PersonsDecision): Message {
  return message('unproven_accepted', { by, at: moment(at), why });
}
