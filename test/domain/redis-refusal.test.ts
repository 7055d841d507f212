import { describe, expect, test } from '@jest/globals';
import { AppError } from '../../src/domain/failure.ts';
import { asAppError, redisRefusal } from '../../src/domain/redis-refusal.ts';

class ReplyError extends Error {
  override readonly name = 'ReplyError';
}

describe('an error that Redis answers', () => {
  test.each([
    ["OOM command not allowed when used memory > 'maxmemory'.", 'redis_full'],
    [
      "OOM command not allowed when used memory > 'maxmemory'. script: 4e6d8f, on @user_script:1.",
      'redis_full',
    ],
    [
      "ERR Error running script (call to f_4e6d8f): @user_script:12: @user_script: 12: -OOM command not allowed when used memory > 'maxmemory'. ",
      'redis_full',
    ],
    ["READONLY You can't write against a read only replica.", 'redis_read_only'],
    ['UNBLOCKED force unblock from blocking operation, instance state changed', 'redis_read_only'],
    ['MASTERDOWN Link with MASTER is down', 'redis_read_only'],
    ['MISCONF Errors writing to the AOF file: No space left on device', 'redis_not_saving'],
    ['NOREPLICAS Not enough good replicas to write.', 'redis_too_few_replicas'],
    ['LOADING Redis is loading the dataset in memory', 'redis_loading'],
    ['BUSY Redis is busy running a script.', 'redis_busy'],
    ['CLUSTERDOWN Hash slot not served', 'redis_clustered'],
    ['MOVED 3999 127.0.0.1:6381', 'redis_clustered'],
    ["ERR The user executing the script can't run this command or subcommand script: 4e6d8f", 'redis_denied'],
    ["ERR The user executing the script can't access at least one of the keys mentioned", 'redis_denied'],
    ["NOPERM this user has no permissions to run the 'get' command", 'redis_denied'],
  ])('%s', (text, code) => {
    const error = new ReplyError(text);
    expect(redisRefusal(error)?.code).toBe(code);
    expect(redisRefusal(String(error))?.code).toBe(code);
    expect(asAppError(error)).toBeInstanceOf(AppError);
  });

  test('to one command of a transaction is found in the error of the transaction', () => {
    const previousErrors = [new ReplyError('NOREPLICAS Not enough good replicas to write.')];
    const error = Object.assign(new ReplyError('EXECABORT Transaction discarded'), { previousErrors });
    expect(redisRefusal(error, 'redis://127.0.0.1')).toEqual({
      code: 'redis_too_few_replicas',
      details: [{ code: 'redis_answered_at', params: { where: 'redis://127.0.0.1', word: 'NOREPLICAS' } }],
    });
  });

  test.each([
    'WRONGTYPE Operation against a key',
    'ERR unknown command',
    'BUSYGROUP Consumer Group name',
    'BATCHGONE',
  ])('that is our own bug is returned unchanged: %s', (text) => {
    const error = new ReplyError(text);
    expect(redisRefusal(error)).toBeUndefined();
    expect(asAppError(error)).toBe(error);
  });
});
