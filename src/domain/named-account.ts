import type { SettingName } from './settings.ts';

/** Settings that an account may have of its own, on top of the environment. */
export const accountSettings = [
  'BRIDGE_VERSION',
  'BRIDGE_BASE_URL',
  'BRIDGE_LIMITS',
  'BRIDGE_PACE_GUARD_MS',
  'BRIDGE_TIMEOUT_MS',
  'LINKMILL_BREAKER',
  'LINKMILL_LATE_COMMIT_MS',
  'LINKMILL_LISTING_DELAY_MS',
  'LINKMILL_TIME_ZONE',
  'LINKMILL_AMOUNT_MAX',
  'LINKMILL_EXPIRES_IN',
  'LINKMILL_LABEL',
  'LINKMILL_CALLBACK_URL',
  'LINKMILL_DEFAULT_IBAN',
  'LINKMILL_LINK_HOSTS',
  'LINKMILL_PAYER_COMPANY',
  'LINKMILL_PAYER_FIRST_NAME',
  'LINKMILL_PAYER_LAST_NAME',
] as const satisfies readonly SettingName[];

/** The name of a setting that an account may have of its own. */
export type AccountSetting = (typeof accountSettings)[number];

/** Where the secret of an account is; `path` is absolute, `sealed` is opened by the installation's key. */
export type SecretPlace =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'variable'; readonly variable: string }
  | { readonly kind: 'stored'; readonly sealed: string };

/** An account that was given a name, so that it need not stand in the environment. */
export interface NamedAccount {
  /** 1 to 40 of `a` to `z`, `0` to `9` and `-`. */
  readonly name: string;
  /** As `accountId` gives it for the host of its BRIDGE_BASE_URL. */
  readonly id: string;
  readonly clientId: string;
  readonly secret: SecretPlace;
  /** As they would be typed; BRIDGE_BASE_URL is always among them, because the id follows from it. */
  readonly settings: Readonly<Partial<Record<AccountSetting, string>>>;
  /** Milliseconds since 1970. */
  readonly addedAt: number;
  readonly addedBy: string;
}

/** What a secret is sealed with: it opens for this application at this host only, whatever becomes of the registry. */
export function secretContext({ id }: Pick<NamedAccount, 'id'>): string {
  return `secret of account ${id}`;
}

type Variables = Readonly<Record<string, string | undefined>>;

const payerSettings = accountSettings.filter((name) => name.startsWith('LINKMILL_PAYER_'));

/**
 * The variables that make an environment one of this account: laid over it, they leave nothing of another account in it.
 * Without the secret the account can be looked at and not spoken for.
 */
export function variablesOf(
  { name, clientId, settings }: Pick<NamedAccount, 'name' | 'clientId' | 'settings'>,
  secret = '',
): Variables {
  // A payer of the account is one payer: what the environment says about another is not mixed in.
  const hasPayer = payerSettings.some((setting) => settings[setting] !== undefined);
  const noPayer = Object.fromEntries(payerSettings.map((setting) => [setting, '']));
  return {
    ...(hasPayer && noPayer),
    ...settings,
    LINKMILL_ACCOUNT: name,
    BRIDGE_CLIENT_ID: clientId,
    BRIDGE_CLIENT_SECRET: secret,
  };
}
