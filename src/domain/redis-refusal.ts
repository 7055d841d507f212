import { message } from '../i18n/messages.ts';
import { AppError, type Failure, type FailureCode } from './failure.ts';

/**
 * Failure codes by the first word of Redis's error, for errors that are not bugs of ours. Words: server.c, cluster.c and acl.c of Redis 7;
 * form: https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors.
 */
const codes: Readonly<Record<string, FailureCode>> = {
  OOM: 'redis_full',
  READONLY: 'redis_read_only',
  MASTERDOWN: 'redis_read_only',
  UNBLOCKED: 'redis_read_only',
  MISCONF: 'redis_not_saving',
  NOREPLICAS: 'redis_too_few_replicas',
  LOADING: 'redis_loading',
  BUSY: 'redis_busy',
  CLUSTERDOWN: 'redis_clustered',
  MOVED: 'redis_clustered',
  ASK: 'redis_clustered',
  TRYAGAIN: 'redis_clustered',
  CROSSSLOT: 'redis_clustered',
  NOPERM: 'redis_denied',
  NOAUTH: 'redis_denied',
  WRONGPASS: 'redis_denied',
};

/** Up to Redis 6 the error of a command in a script comes after that of the script. */
const firstWord = /^(?:\w*Error: )?(?:ERR Error running script.*?: -)?([A-Z]+)\b/s;

/** The text of Redis 7 in place of NOPERM for a command or a key in a script (script_lua.c, `scriptVerifyACL`). */
const deniedInScript = /^(?:\w*Error: )?ERR The user executing the script can't /;

/**
 * Maps an error that Redis answered, to a command, a script or one command of a transaction, to its failure; undefined for any other error.
 * `error` is the thrown value, or its text; `where` names the answering Redis for people.
 */
export function redisRefusal(error: unknown, where?: string): Failure | undefined {
  for (const text of textsOf(error)) {
    const word = deniedInScript.test(text) ? 'NOPERM' : (firstWord.exec(text)?.[1] ?? '');
    const code = Object.hasOwn(codes, word) ? codes[word] : undefined;
    if (code !== undefined)
      return {
        code,
        details: [
          where === undefined
            ? message('redis_answered', { word })
            : message('redis_answered_at', { where, word }),
        ],
      };
  }
  return undefined;
}

/** The texts of an error and of the errors of single commands that ioredis attaches to a refused transaction (`previousErrors`). */
function textsOf(error: unknown): string[] {
  const previous =
    error instanceof Error && 'previousErrors' in error && Array.isArray(error.previousErrors)
      ? error.previousErrors
      : [];
  return [error, ...previous].map(String);
}

/** Maps an error that `redisRefusal` knows to an AppError; returns anything else as it is. */
export function asAppError(error: unknown): unknown {
  const failure = redisRefusal(error);
  return failure === undefined ? error : new AppError([failure]);
}
