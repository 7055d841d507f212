import { expect, jest, test } from '@jest/globals';

const absent = Object.assign(new Error('not installed'), { code: 'ERR_MODULE_NOT_FOUND' });
jest.unstable_mockModule('js-redis-server', () => Promise.reject(absent));

test('where the package of the demo server is not installed, there is none', async () => {
  const { startDemoServer } = await import('../../src/redis/demo.ts');
  expect(await startDemoServer()).toBeUndefined();
});
