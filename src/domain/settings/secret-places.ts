/** Where on this machine secrets of accounts may come from, as its setting lists it. */
export interface SecretPlaces {
  /** Whether secrets may be stored, sealed, in the registry. */
  readonly isStoredAllowed: boolean;
  /** Files, and folders with everything below them: absolute, relative to the data folder, or relative to the home (`~/`). */
  readonly paths: readonly string[];
  /** Names of variables; one that ends in `*` covers all names with that prefix. */
  readonly variables: readonly string[];
}

/**
 * What a machine allows named accounts: which hosts they may call, and where their secrets may come from. It comes from the machine's own
 * settings, never from the registry, which others can write to.
 */
export interface MachineRules {
  /** Hosts that may be called as Bridge. */
  readonly bridgeHosts: readonly string[];
  /** False where `bridgeHosts` is the default. */
  readonly areHostsGiven: boolean;
  /** Paths are absolute. */
  readonly secretPlaces: SecretPlaces;
}

/** Places in the setting. */
const mostPlaces = 100;

/** A prefix has at least four characters: a shorter one would cover variables that nobody meant. */
const variablePattern = /^[A-Za-z_]\w{0,199}$|^[A-Za-z_]\w{3,199}\*$/;

/** Reads `stored`, paths and variables, separated by commas; undefined where one of them is wrong. */
export function readSecretPlaces(text: string): SecretPlaces | undefined {
  const places = text.split(',').map((part) => part.trim());
  const paths = places.filter((place) => place.includes('/'));
  const variables = places.filter((place) => !place.includes('/') && place !== 'stored');
  const isGood = places.length <= mostPlaces && variables.every((name) => variablePattern.test(name));
  if (!isGood || paths.some((path) => /\p{Cc}/u.test(path))) return undefined;
  return { isStoredAllowed: places.includes('stored'), paths, variables };
}

/** Whether the places cover a variable; with `isExact` prefixes do not count. */
export function namesVariable({ variables }: SecretPlaces, name: string, isExact: boolean): boolean {
  return variables.some((place) =>
    place.endsWith('*') ? !isExact && name.startsWith(place.slice(0, -1)) : place === name,
  );
}
