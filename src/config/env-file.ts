import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import { parse } from 'dotenv';
import { codeOf } from '../domain/error-code.ts';
import { AppError, type Failure, failAt } from '../domain/failure.ts';
import { bridgeApiHost } from '../domain/settings/hosts.ts';
import { isSetting } from '../domain/settings/settings.ts';
import { type Message, message } from '../i18n/messages.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** The largest `.env` that is read, in bytes. */
const mostBytes = 1 << 20;

/**
 * Reads the variables of a `.env` file; none where there is no such file. Throws `env_file_unsafe` where somebody else than the user or
 * root may have written it, or can read the secrets in it: its writer decides where secrets are sent. Errors never show a value.
 */
export function readEnvFile(path: string): Variables {
  let file: number;
  try {
    refusePlantedLink(path);
    // Does not wait where somebody put a pipe in its place.
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (codeOf(error) === 'ENOENT') return {};
    throw failAt('.env', 'settings_wrong', message('file_unreadable', { error: String(codeOf(error)) }));
  }
  try {
    // The stats of the opened file, so that nobody can swap it between check and reading.
    const stats = fstatSync(file);
    if (stats.isDirectory()) return {};
    if (!stats.isFile() || stats.size > mostBytes) refuse(message('env_file_not_plain', {}));
    const flaw = flawOf(stats, process.getuid?.());
    if (flaw !== undefined) refuse(flaw);
    const variables = parse(readFileSync(file));
    const secrets = Object.keys(variables).filter((name) => isSecret(name, variables[name] ?? ''));
    if (secrets.length > 0 && isReadByOthers(stats, process.getuid?.()))
      refuse(message('env_file_secrets_readable', { settings: secrets.slice(0, 5) }));
    return variables;
  } finally {
    closeSync(file);
  }
}

function refuse(detail: Message): never {
  throw failAt('.env', 'env_file_unsafe', detail);
}

type Owned = Pick<Stats, 'uid' | 'mode'>;

/** Why somebody else may have written a file; `user` is undefined on Windows, which has neither user ids nor such modes. */
export function flawOf({ uid, mode }: Owned, user: number | undefined): Message | undefined {
  if (user === undefined) return undefined;
  if (uid !== 0 && uid !== user) return message('env_file_of_other_user', {});
  return (mode & 0o022) === 0 ? undefined : message('env_file_writable', {});
}

/** Refuses a symbolic link that another user made: in a shared folder it could lead to another file of the user's. */
function refusePlantedLink(path: string): void {
  const stats = lstatSync(path);
  // A link has no mode of its own.
  if (stats.isSymbolicLink() && flawOf({ uid: stats.uid, mode: 0 }, process.getuid?.()) !== undefined)
    refuse(message('env_file_planted_link', {}));
}

/** Whether others may read a file. A file of root may be readable by its group: that is how a service reads it. */
export function isReadByOthers({ uid, mode }: Owned, user: number | undefined): boolean {
  const isOfRoot = uid === 0 && user !== 0;
  return user !== undefined && (mode & (isOfRoot ? 0o007 : 0o077)) !== 0;
}

const secretSettings = new Set(['BRIDGE_CLIENT_SECRET', 'LINKMILL_KEY', 'LINKMILL_WEBHOOK_SECRET']);
const settingsWithPassword = new Set(['REDIS_URL', 'LINKMILL_SMTP_URL']);

function isSecret(name: string, value: string): boolean {
  if (value.trim() === '') return false;
  if (settingsWithPassword.has(name)) return !URL.canParse(value) || new URL(value).password !== '';
  return secretSettings.has(name) || (name.startsWith('LINKMILL_SECRET_') && !isSetting(name));
}

/** Settings with an address, and the secret that is sent to it. */
const pairs = [
  ['BRIDGE_BASE_URL', 'BRIDGE_CLIENT_SECRET'],
  ['LINKMILL_WEBHOOK_URL', 'LINKMILL_WEBHOOK_SECRET'],
] as const;

/**
 * Merges the file's variables with the environment, which takes precedence. Throws `settings_mixed` where an address comes from one of
 * the two and its secret from the other: whoever can write the one could obtain the secret of the other.
 */
export function layOver(file: Variables, environment: Variables): Variables {
  const sourceOf = (name: string) => {
    if (environment[name] !== undefined) return environment[name]?.trim() ? 'environment' : undefined;
    return file[name]?.trim() ? '.env' : undefined;
  };
  const mixed = pairs.flatMap(([address, secret]): Failure[] => {
    const [from, other] = [sourceOf(address), sourceOf(secret)];
    if (from === undefined || other === undefined || from === other) return [];
    if (address === 'BRIDGE_BASE_URL' && isBridgeItself(environment[address] ?? file[address])) return [];
    const code = from === '.env' ? 'address_of_env_file' : 'address_of_environment';
    return [{ code: 'settings_mixed', field: address, details: [message(code, { secret })] }];
  });
  if (mixed.length > 0) throw new AppError(mixed);
  return { ...file, ...environment };
}

/** Whether the address is Bridge's own, which is also the default. */
function isBridgeItself(text = ''): boolean {
  return URL.canParse(text) && new URL(text).origin === `https://${bridgeApiHost}`;
}
