import { realpathSync, type Stats, statSync } from 'node:fs';
import { isAbsolute, relative } from 'node:path';
import type { SecretPlace } from '../domain/named-account.ts';
import { namesVariable, type SecretPlaces } from '../domain/secret-places.ts';
import { isSetting } from '../domain/settings.ts';

/** What a machine says of where secrets of accounts may come from. */
export interface PlaceRules {
  /** Paths are absolute. */
  readonly places: SecretPlaces;
  /** No key tells who wrote an account: then only the very file or variable counts that somebody has named here. */
  readonly isExact: boolean;
  /** Key files and other files of our settings: never a secret of an account. */
  readonly ownFiles: readonly string[];
}

/** Why a secret may not come from a place, as a sentence; undefined where it may. A file is named by its real path. */
export function refusalOf(place: SecretPlace, rules: PlaceRules): string | undefined {
  const { places, isExact } = rules;
  switch (place.kind) {
    case 'stored':
      return places.isStoredAllowed ? undefined : 'LINKMILL_SECRET_PLACES does not say stored.';
    case 'variable': {
      const { variable } = place;
      if (isSetting(variable)) return `${variable} is a setting of Linkmill.`;
      return namesVariable(places, variable, isExact) ? undefined : unnamed(variable, isExact);
    }
    case 'file':
      return isFileNamed(place.path, rules) ? undefined : unnamed(place.path, isExact);
  }
}

function unnamed(place: string, isExact: boolean): string {
  if (isExact) return `No key is set here, and LINKMILL_SECRET_PLACES does not name ${place} itself.`;
  return `${place} is in no place of LINKMILL_SECRET_PLACES.`;
}

/** Whether a file is one that the places name, or in a folder that they name. */
function isFileNamed(real: string, { places, isExact }: PlaceRules): boolean {
  return places.paths.some((place) => {
    const realPlace = realPathOf(place);
    if (real === realPlace) return true;
    const below = relative(realPlace, real);
    return !isExact && below !== '' && !below.startsWith('..') && !isAbsolute(below);
  });
}

/** Of what is not there, the path as it is: then nothing is below it. */
function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** Whether an opened file is one of our own, under whatever name it was opened. */
export function isOwnFile({ dev, ino }: Pick<Stats, 'dev' | 'ino'>, ownFiles: readonly string[]): boolean {
  return ownFiles.some((path) => {
    const own = statSync(path, { throwIfNoEntry: false });
    return own !== undefined && own.dev === dev && own.ino === ino;
  });
}
