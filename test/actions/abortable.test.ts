import { expect, test } from '@jest/globals';
import { abortable } from '../../src/actions/abortable.ts';

test('a reading throws the reason of its signal once that has fired, and closes its source', async () => {
  const stopping = new AbortController();
  const seen: number[] = [];
  let isClosed = false;
  async function* parts() {
    try {
      for (let part = 1; ; part += 1) yield part;
    } finally {
      isClosed = true;
    }
  }
  const reading = async () => {
    for await (const part of abortable(parts(), stopping.signal)) {
      seen.push(part);
      if (part === 3) stopping.abort(new Error('stopped'));
    }
  };
  await expect(reading()).rejects.toThrow('stopped');
  expect([seen, isClosed]).toEqual([[1, 2, 3], true]);
});
