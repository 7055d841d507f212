import { join, resolve } from 'node:path';
import type { MachineRules, SecretPlaces } from '../domain/settings/secret-places.ts';

interface Values {
  readonly LINKMILL_BRIDGE_HOSTS: readonly string[];
  readonly LINKMILL_SECRET_PLACES: SecretPlaces;
  readonly LINKMILL_DATA_DIR: string;
}

/** The rules out of the settings; `home` is the user's folder. */
export function machineRules(
  { LINKMILL_BRIDGE_HOSTS: bridgeHosts, LINKMILL_SECRET_PLACES: places, LINKMILL_DATA_DIR: dataDir }: Values,
  { home, isSaid }: { readonly home: string; readonly isSaid: (name: keyof Values) => boolean },
): MachineRules {
  const paths = places.paths.map((path) =>
    path.startsWith('~/') ? join(home, path.slice(2)) : resolve(dataDir, path),
  );
  return {
    bridgeHosts,
    areHostsGiven: isSaid('LINKMILL_BRIDGE_HOSTS'),
    secretPlaces: { ...places, paths },
  };
}
