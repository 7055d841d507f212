import { join, resolve } from 'node:path';
import type { MachineRules, SecretPlaces } from '../domain/settings/secret-places.ts';

interface Values {
  readonly LINKMILL_BRIDGE_HOSTS: readonly string[];
  readonly LINKMILL_SECRET_PLACES: SecretPlaces;
  readonly LINKMILL_DATA_DIR: string;
}

/** Builds the rules from the settings; `home` is the user's folder, `isSet` tells whether the environment has a setting. */
export function machineRules(
  { LINKMILL_BRIDGE_HOSTS: bridgeHosts, LINKMILL_SECRET_PLACES: places, LINKMILL_DATA_DIR: dataDir }: Values,
  { home, isSet }: { readonly home: string; readonly isSet: (name: keyof Values) => boolean },
): MachineRules {
  const paths = places.paths.map((path) =>
    path.startsWith('~/') ? join(home, path.slice(2)) : resolve(dataDir, path),
  );
  return {
    bridgeHosts,
    areHostsGiven: isSet('LINKMILL_BRIDGE_HOSTS'),
    secretPlaces: { ...places, paths },
  };
}
