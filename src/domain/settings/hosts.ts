/** The host of Bridge's API, and the host of its payment links: `https://pay.bridgeapi.io/link/…` in both versions (Bridge's documentation). */
export const bridgeApiHost = 'api.bridgeapi.io';
export const bridgeLinkHost = 'pay.bridgeapi.io';

/** Hosts in one setting. */
const mostHosts = 50;

const hostPattern = /^(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?|\[[0-9a-f:]{2,39}\])(?::\d{1,5})?$/;

/** Reads hosts separated by commas, in lower case; one without a port covers all ports. Undefined where one is malformed. */
export function readHosts(text: string): readonly string[] | undefined {
  const hosts = text.split(',').map((part) => part.trim().toLowerCase());
  return hosts.length <= mostHosts && hosts.every((host) => hostPattern.test(host)) ? hosts : undefined;
}

/** Whether a URL is at one of the hosts, by name alone or by name and port. */
export function isAtOneOf({ hostname, host }: Pick<URL, 'hostname' | 'host'>, hosts: readonly string[]) {
  return hosts.includes(hostname) || hosts.includes(host);
}

/** Whether the host name is this machine's loopback address. */
export function isThisMachine(hostname: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\]|::1)$/.test(hostname);
}

/** Whether an API's base URL is Bridge's own. */
export function isBridge(baseUrl: string): boolean {
  return new URL(baseUrl).host === bridgeApiHost;
}

/** Characters of a link's URL. */
export const longestLinkUrl = 2_000;

/** An https URL without user and password. */
export const linkUrlPattern = /^https:\/\/([A-Za-z0-9.-]+(?::\d{1,5})?)\/[\x21-\x7e]*$/;

/** Result of `strangeHostOf` for a text that is no link's URL. */
export const noAddress = 'no https address';

/**
 * The host of a link's URL where it is not one of `hosts`, or `noAddress` where the text is no link's URL. Undefined where the URL is at one
 * of `hosts`.
 */
export function strangeHostOf(url: string, hosts: readonly string[]): string | undefined {
  if (url.length > longestLinkUrl || !linkUrlPattern.test(url)) return noAddress;
  // Runs for every link that is read; most have a host of the list, without a port.
  const written = url.slice('https://'.length, url.indexOf('/', 'https://'.length));
  if (!written.includes(':') && hosts.includes(written)) return undefined;
  if (!URL.canParse(url)) return noAddress;
  const parsed = new URL(url);
  return isAtOneOf(parsed, hosts) ? undefined : parsed.host;
}
