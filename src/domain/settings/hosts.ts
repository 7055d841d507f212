/** Where Bridge's API is, and where its payment links are: `https://pay.bridgeapi.io/link/…` in both versions (its documentation). */
export const bridgeApiHost = 'api.bridgeapi.io';
export const bridgeLinkHost = 'pay.bridgeapi.io';

/** Most hosts of one setting. */
const mostHosts = 50;

const hostPattern = /^(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?|\[[0-9a-f:]{2,39}\])(?::\d{1,5})?$/;

/** Hosts by comma, each with a port or for any port, in lower case; undefined where one of them is none. */
export function readHosts(text: string): readonly string[] | undefined {
  const hosts = text.split(',').map((part) => part.trim().toLowerCase());
  return hosts.length <= mostHosts && hosts.every((host) => hostPattern.test(host)) ? hosts : undefined;
}

/** Whether an address is at one of the hosts: by its name alone, or by name and port. */
export function isAtOneOf({ hostname, host }: Pick<URL, 'hostname' | 'host'>, hosts: readonly string[]) {
  return hosts.includes(hostname) || hosts.includes(host);
}

/** Whether the host is this machine. */
export function isThisMachine(hostname: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\]|::1)$/.test(hostname);
}

/** Whether the address of an API is Bridge's own. */
export function isBridge(baseUrl: string): boolean {
  return new URL(baseUrl).host === bridgeApiHost;
}

/** Longest address of a link, in characters. */
export const longestLinkUrl = 2_000;

/** An https address without user part. */
export const linkUrlPattern = /^https:\/\/([A-Za-z0-9.-]+(?::\d{1,5})?)\/[\x21-\x7e]*$/;

/** In place of a host: what was given is no address of a link. */
export const noAddress = 'no https address';

/**
 * Where the address of a link leads, if not to one of the hosts that links may have: the host, or that it is no address of a link.
 * Undefined where it is at one of them.
 */
export function strangeHostOf(url: string, hosts: readonly string[]): string | undefined {
  if (url.length > longestLinkUrl || !linkUrlPattern.test(url)) return noAddress;
  // Asked for with each link that is read: most are at a host exactly as it stands in the list, without a port.
  const written = url.slice('https://'.length, url.indexOf('/', 'https://'.length));
  if (!written.includes(':') && hosts.includes(written)) return undefined;
  if (!URL.canParse(url)) return noAddress;
  const parsed = new URL(url);
  return isAtOneOf(parsed, hosts) ? undefined : parsed.host;
}
