import { realpathSync, type Stats, statSync } from 'node:fs';
import { isAbsolute, relative } from 'node:path';
import type { SecretPlace } from '../domain/named-account.ts';
import { namesVariable, type SecretPlaces } from '../domain/settings/secret-places.ts';
import { isSetting } from '../domain/settings/settings.ts';
import { type Message, message } from '../i18n/messages.ts';

/** A machine's rules on where secrets of accounts may come from. */
export interface PlaceRules {
  /** Paths are absolute. */
  readonly places: SecretPlaces;
  /**
   * Without a key nothing proves who wrote an account: then only files and variables named here one by one are
   * allowed.
   */
  readonly isExact: boolean;
  /** Key files and other files of our settings, which are never a secret of an account. */
  readonly ownFiles: readonly string[];
}

/**
 * Why the secret of an account may not come from a place; undefined where it may. The path of a file must be its real
 * path.
 */
export function refusalOf(account: string, place: SecretPlace, rules: PlaceRules): Message | undefined {
  const { places, isExact } = rules;
  switch (place.kind) {
    case 'stored':
      return places.isStoredAllowed ? undefined : message('secret_stored_forbidden', { account });
    case 'variable': {
      const { variable } = place;
      if (isSetting(variable)) return message('secret_variable_of_setting', { account, variable });
      return namesVariable(places, variable, isExact) ? undefined : unnamed(account, variable, isExact);
    }
    case 'file':
      return isFileNamed(place.path, rules) ? undefined : unnamed(account, place.path, isExact);
  }
}

function unnamed(account: string, place: string, isExact: boolean): Message {
  return message(isExact ? 'secret_place_unnamed' : 'secret_place_unlisted', { account, place });
}

/** Whether the places name the file, or a folder that it is in. */
function isFileNamed(real: string, { places, isExact }: PlaceRules): boolean {
  return places.paths.some((place) => {
    const realPlace = realPathOf(place);
    if (real === realPlace) return true;
    const below = relative(realPlace, real);
    return !isExact && below !== '' && !below.startsWith('..') && !isAbsolute(below);
  });
}

/** The real path; for a missing path, the path itself. */
function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** Whether an opened file is one of our own, whatever its name. */
export function isOwnFile({ dev, ino }: Pick<Stats, 'dev' | 'ino'>, ownFiles: readonly string[]): boolean {
  return ownFiles.some((path) => {
    const own = statSync(path, { throwIfNoEntry: false });
    return own !== undefined && own.dev === dev && own.ino === ino;
  });
}
