import { z } from 'zod';
import type { Immutable } from './immutable.ts';
import { readCredential } from './settings/setting-values.ts';
import type { SettingName } from './settings/settings.ts';

/** Settings that a named account may have itself; they override the environment. */
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

/** The name of a setting that a named account may have itself. */
export type AccountSetting = (typeof accountSettings)[number];

const accountNameSchema = z.string().regex(/^[a-z0-9-]{1,40}$/);

/** Texts without line ends, controls and direction marks, so that a person sees what they contain. */
const plainText = /^[^\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]*$/u;
const text = (most: number) => z.string().min(1).max(most).regex(plainText);

export const clientIdSchema = z
  .string()
  .max(500)
  .refine((id) => readCredential(id) !== undefined);

export const secretPathSchema = text(4096);
export const secretVariableSchema = z.string().regex(/^[A-Za-z_]\w{0,199}$/);
export const settingTextSchema = text(1000);

/** Where the secret of an account is; `path` is absolute, the installation's key opens `sealed`. */
const secretPlaceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('file'), path: secretPathSchema }),
  z.strictObject({ kind: z.literal('variable'), variable: secretVariableSchema }),
  z.strictObject({ kind: z.literal('stored'), sealed: text(10_000) }),
]);

export type SecretPlace = Immutable<z.infer<typeof secretPlaceSchema>>;

/** An account with a name, which needs no environment variables; the registry stores it in this form. */
export const namedAccountSchema = z.strictObject({
  /** 1 to 40 of `a` to `z`, `0` to `9` and `-`. */
  name: accountNameSchema,
  /** `accountId` of the host of its BRIDGE_BASE_URL and its client id. */
  id: z.string().regex(/^[a-z2-7]{12}$/),
  clientId: clientIdSchema,
  secret: secretPlaceSchema,
  /** As a person would type them; always with BRIDGE_BASE_URL, since the id depends on it. */
  settings: z.partialRecord(z.enum(accountSettings), settingTextSchema),
  /** Milliseconds since 1970. */
  addedAt: z.number(),
  addedBy: z.string().max(500).regex(plainText),
});

export type NamedAccount = Immutable<z.infer<typeof namedAccountSchema>>;

/** The context that seals a secret: it opens only for this client id at this host, even if somebody changes the registry. */
export function secretContext({ id }: Pick<NamedAccount, 'id'>): string {
  return `secret of account ${id}`;
}

type Variables = Readonly<Record<string, string | undefined>>;

const payerSettings = accountSettings.filter((name) => name.startsWith('LINKMILL_PAYER_'));

/**
 * The variables that turn an environment into one of this account: they override everything in it that belongs to another account. Without the
 * secret the account's ledger can be read, but Bridge cannot be called.
 */
export function variablesOf(
  { name, clientId, settings }: Pick<NamedAccount, 'name' | 'clientId' | 'settings'>,
  secret = '',
): Variables {
  // The account's payer replaces that of the environment as a whole: two payers are never mixed.
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
