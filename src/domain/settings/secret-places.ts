/** Where on this machine secrets of accounts may come from, as a setting says it. */
export interface SecretPlaces {
  /** Sealed in the registry. */
  readonly isStoredAllowed: boolean;
  /** Files, and folders with all that is below them: absolute, below the data folder, or below the home (`~/`). */
  readonly paths: readonly string[];
  /** Variables by name; one that ends in `*` stands for all that begin so. */
  readonly variables: readonly string[];
}

/**
 * What a machine lets accounts by name do: which hosts they may speak to, and where their secrets may come from. It is read from the
 * machine's own settings, never from what others can write to.
 */
export interface MachineRules {
  /** Hosts that may be spoken to as Bridge. */
  readonly bridgeHosts: readonly string[];
  /** False: nobody has said which, and they are the usual ones. */
  readonly areHostsGiven: boolean;
  /** Paths are absolute. */
  readonly secretPlaces: SecretPlaces;
}

/** Most places of the setting. */
const mostPlaces = 100;

/** A prefix that is shorter would let in what nobody meant. */
const variablePattern = /^[A-Za-z_]\w{0,199}$|^[A-Za-z_]\w{3,199}\*$/;

/** `stored`, paths and variables by comma; undefined where one of them is neither. */
export function readSecretPlaces(text: string): SecretPlaces | undefined {
  const places = text.split(',').map((part) => part.trim());
  const paths = places.filter((place) => place.includes('/'));
  const variables = places.filter((place) => !place.includes('/') && place !== 'stored');
  const isGood = places.length <= mostPlaces && variables.every((name) => variablePattern.test(name));
  if (!isGood || paths.some((path) => /\p{Cc}/u.test(path))) return undefined;
  return { isStoredAllowed: places.includes('stored'), paths, variables };
}

/** Whether the places name a variable; `isExact`: a beginning does not count. */
export function namesVariable({ variables }: SecretPlaces, name: string, isExact: boolean): boolean {
  return variables.some((place) =>
    place.endsWith('*') ? !isExact && name.startsWith(place.slice(0, -1)) : place === name,
  );
}
