import { hostname, userInfo } from 'node:os';

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
