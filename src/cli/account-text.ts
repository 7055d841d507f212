import type { NamedAccount, SecretPlace } from '../domain/named-account.ts';
import type { Door } from './door.ts';

/** What an account is, as far as a person judges it by: its host, its client id, and where its secret comes from. */
export interface AccountText {
  readonly name: string;
  readonly account: string;
  readonly clientId: string;
  readonly host: string;
  /** Absent: those of the environment. */
  readonly limits?: string;
  readonly settings: NamedAccount['settings'];
  readonly secret: string;
}

export function accountText({ name, id, clientId, settings, secret }: NamedAccount): AccountText {
  const { BRIDGE_BASE_URL = '', BRIDGE_LIMITS: limits } = settings;
  return {
    ...{ name, account: id, clientId, host: new URL(BRIDGE_BASE_URL).host, settings },
    ...(limits !== undefined && { limits }),
    secret: placeText(secret),
  };
}

function placeText(place: SecretPlace): string {
  switch (place.kind) {
    case 'file':
      return `file ${place.path}`;
    case 'variable':
      return `variable ${place.variable}`;
    case 'stored':
      return 'stored';
  }
}

/** Settings that the first line tells. */
const toldApart = new Set(['BRIDGE_BASE_URL', 'BRIDGE_LIMITS']);

/** `mark` stands behind the first line, `flaw` behind the place of the secret. */
export function sayAccount(door: Pick<Door, 'say'>, text: AccountText, mark: string, flaw = ''): void {
  const { name, account, clientId, host, limits, secret, settings } = text;
  door.say(`${name}  ${account}  ${host}  ${limits ?? 'limits of the environment'}${mark}`);
  door.say(`  client id ${clientId}  secret: ${secret}${flaw}`);
  for (const [setting, value] of Object.entries(settings))
    if (!toldApart.has(setting)) door.say(`  ${setting}=${value}`);
}
