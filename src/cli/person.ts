import { hostname, userInfo } from 'node:os';

/** Who gives an order here, for the history: the user of this machine. */
export function person(): string {
  return `${userInfo().username}@${hostname()}`;
}
