import { message } from '../i18n/messages.ts';
import { AppError, type Failure, type FailureCode } from './failure.ts';

/**
 * The first word of an error that Redis answers, for what is no fault of ours: server.c, cluster.c and acl.c of Redis 7, and
 * https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors for the form.
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

/** Up to Redis 6 the error of a command in a script stands behind that of the script. */
const firstWord = /^(?:\w*Error: )?(?:ERR Error running script.*?: -)?([A-Z]+)\b/s;

/** How Redis 7 says NOPERM of a command or a key in a script (script_lua.c, `scriptVerifyACL`). */
const deniedInScript = /^(?:\w*Error: )?ERR The user executing the script can't /;

/**
 * The failure that stands for an error that Redis answered, to a command, a script or one command of a transaction; undefined where it is
 * another error. `error` is what was thrown, or its text; `where`, for people, is the place that answered.
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

/** A transaction that was refused says so itself, and bears the errors of its commands (ioredis: `previousErrors`). */
function textsOf(error: unknown): string[] {
  const previous =
    error instanceof Error && 'previousErrors' in error && Array.isArray(error.previousErrors)
      ? error.previousErrors
      : [];
  return [error, ...previous].map(String);
}

/** What was thrown, or the AppError for which it stands: a Redis that refuses is the world's doing and no fault of ours. */
export function asStop(error: unknown): unknown {
  const failure = redisRefusal(error);
  return failure === undefined ? error : new AppError([failure]);
}
