import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { newKey, SealBroken, sealWith } from '../../src/domain/crypto/sealing.ts';
import type { Contents } from '../../src/domain/instruction.ts';
import { encodeRecord } from '../../src/ledger/entry-record.ts';
import type { BatchKey } from '../../src/ledger/keys.ts';
import { createOpenedRecords } from '../../src/ledger/opened-records.ts';
import { createRowHash } from '../../src/ledger/row-hash.ts';
import { createdText } from '../../src/ledger/state-text.ts';

test('an unchanged record is decoded once, and again with other keys, in another place or with another text', () => {
  const key = { batch: 'b', line: 2 };
  const [secret, hash] = [newKey(), createRowHash(newKey())];
  let opens = 0;
  const batchKey = {
    id: 'aaaaaaaa',
    seal: (text: string, place: string) => sealWith(secret, 'aaaaaaaa', text, place),
    open: (sealed: string) => {
      opens += 1;
      if (!sealed.includes('.')) throw new SealBroken('not sealed');
      return '[0]';
    },
  } as unknown as BatchKey;
  const contents: Contents = { amountCents: 1250, currency: 'EUR' };
  const { reference, compared, sealed } = encodeRecord(key, 'r-1', contents, 'label', batchKey, hash);
  const link = { id: randomUUID(), url: 'https://pay.bridgeapi.io/link/one' };
  const created = createdText({ kind: 'created', link, recovered: false }, { key, reference }, hash);
  const record = [`created 0 1 0 0 ${created}`, reference, compared, sealed].join('\n');
  const open = createOpenedRecords();
  const keys = { batchKey, hash, isKeyed: true };

  const entry = open(key, record, keys);
  expect(open(key, record, { ...keys })).toBe(entry);
  expect(opens).toBe(1);
  expect(() => open(key, record, { ...keys, hash: createRowHash(newKey()) })).toThrow(SealBroken);
  expect(() => open({ batch: 'b', line: 3 }, record, keys)).toThrow(SealBroken);
  expect(() => open(key, record.replace('link/one', 'link/two'), keys)).toThrow(SealBroken);
  open(key, record, { ...keys, batchKey: { ...batchKey } });
  expect(opens).toBe(5);
});
