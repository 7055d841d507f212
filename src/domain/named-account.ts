import { z } from 'zod';
import type { Immutable } from './immutable.ts';
import { readCredential } from './settings/setting-values.ts';
import type { SettingName } from './settings/settings.ts';

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

const accountNameSchema = z.string().regex(/^[a-z0-9-]{1,40}$/);

/** What a text cannot hold that people are to judge by its look: ends of lines, controls, marks that turn the direction. */
const plainText = /^[^\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]*$/u;
const text = (most: number) => z.string().min(1).max(most).regex(plainText);

export const clientIdSchema = z
  .string()
  .max(500)
  .refine((id) => readCredential(id) !== undefined);

export const secretPathSchema = text(4096);
export const secretVariableSchema = z.string().regex(/^[A-Za-z_]\w{0,199}$/);
export const settingTextSchema = text(1000);

/** Where the secret of an account is; `path` is absolute, `sealed` is opened by the installation's key. */
const secretPlaceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('file'), path: secretPathSchema }),
  z.strictObject({ kind: z.literal('variable'), variable: secretVariableSchema }),
  z.strictObject({ kind: z.literal('stored'), sealed: text(10_000) }),
]);

export type SecretPlace = Immutable<z.infer<typeof secretPlaceSchema>>;

/** An account that was given a name, so that it need not stand in the environment; the registry stores it so. */
export const namedAccountSchema = z.strictObject({
  /** 1 to 40 of `a` to `z`, `0` to `9` and `-`. */
  name: accountNameSchema,
  /** As `accountId` gives it for the host of its BRIDGE_BASE_URL. */
  id: z.string().regex(/^[a-z2-7]{12}$/),
  clientId: clientIdSchema,
  secret: secretPlaceSchema,
  /** As they would be typed; BRIDGE_BASE_URL is always among them, because the id follows from it. */
  settings: z.partialRecord(z.enum(accountSettings), settingTextSchema),
  /** Milliseconds since 1970. */
  addedAt: z.number(),
  addedBy: z.string().max(500).regex(plainText),
});

export type NamedAccount = Immutable<z.infer<typeof namedAccountSchema>>;

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
