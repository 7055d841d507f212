import { expect, test } from '@jest/globals';
import { readRedisAddress } from '../../src/redis/address.ts';

test.each([
  ['redis://localhost', { host: 'localhost', port: 6379, family: 0 }, 'redis://localhost'],
  [
    'redis://ada:p%40ss@redis.example.com:7000/2',
    { host: 'redis.example.com', port: 7000, family: 0, username: 'ada', password: 'p@ss', db: 2 },
    'redis://redis.example.com:7000/2',
  ],
  [
    'redis://:secret@[::1]:6379',
    { host: '::1', port: 6379, family: 0, password: 'secret' },
    'redis://[::1]:6379',
  ],
  [
    'rediss://redis.example.com',
    { host: 'redis.example.com', port: 6379, family: 0, tls: { servername: 'redis.example.com' } },
    'rediss://redis.example.com',
  ],
  ['unix:///run/redis/r.sock?db=1', { path: '/run/redis/r.sock', db: 1 }, '/run/redis/r.sock'],
])('%s is understood, and shown without user or password', (text, target, where) => {
  expect(readRedisAddress(text)).toEqual({ target, where });
});
