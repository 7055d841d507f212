import { hostname, userInfo } from 'node:os';
import type { DecisionRequest } from '../domain/reason.ts';

/** The user of this machine as `user@host`: the name under which the history records a decision. */
export function person(): string {
  return `${userName()}@${hostname()}`;
}

/** In a container the user may have an id without a name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid-${process.getuid?.() ?? 'unknown'}`;
  }
}

/** Who decides, and the reason from the flags; empty where they gave none. */
export function decisionRequestOf({ reason = '' }: { readonly reason?: string }): DecisionRequest {
  return { by: person(), why: reason };
}
