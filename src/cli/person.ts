import { hostname, userInfo } from 'node:os';
import type { Wish } from '../domain/reason.ts';

/** Who gives an order here, for the history: the user of this machine. */
export function person(): string {
  return `${userName()}@${hostname()}`;
}

/** In a container the user may have a number and no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid-${process.getuid?.() ?? 'unknown'}`;
  }
}

/** The order of a person with their reason, where they gave one. */
export function wishOf({ reason = '' }: { readonly reason?: string }): Wish {
  return { by: person(), why: reason };
}
