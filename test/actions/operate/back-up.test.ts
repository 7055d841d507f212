import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { backUp, restoreLedger } from '../../../src/actions/operate/back-up.ts';
import { newKey } from '../../../src/domain/crypto/sealing.ts';
import type { Vault } from '../../../src/domain/crypto/vault.ts';
import { createVault } from '../../../src/vault/vault.ts';
import {
  account,
  enterBatch,
  row,
  startTestAccount,
  type TestAccount,
  trustLedger,
} from '../../support/account-context.ts';
import { changedLedger } from '../../support/ledger.ts';
import { testVault } from '../../support/vault.ts';

let one: TestAccount;
let folder: string;
beforeEach(async () => {
  one = await startTestAccount();
  folder = mkdtempSync(join(tmpdir(), 'linkmill-backup-'));
  await enterBatch(one.context, 'one', [row(2), row(3)]);
  await trustLedger(one.context);
  await backUp(one.context.ledger, account, path('good.gz'), testVault());
  await one.redis.connect().flushall();
});
afterEach(async () => {
  await one.stop();
  rmSync(folder, { recursive: true, force: true });
});

const path = (name: string) => join(folder, name);
const keyless = createVault(() => []);
const restore = (name: string, vault: Vault = testVault()) =>
  restoreLedger(one.context.ledger, account, path(name), vault);

/** The backup with other lines before its end, which gets their digest, and `seal` in place of its own. */
function forge(name: string, change: (lines: string) => string, seal?: (own: string) => string | undefined) {
  const lines = gunzipSync(readFileSync(path('good.gz')))
    .toString()
    .trimEnd()
    .split('\n');
  const { seal: own, ...end } = JSON.parse(lines.at(-1) ?? '') as { seal: string };
  const changed = `${change(lines.slice(0, -1).join('\n'))}\n`;
  const digest = createHash('sha256').update(changed).digest('hex');
  const kept = seal === undefined ? own : seal(own);
  const last = JSON.stringify({ ...end, digest, ...(kept !== undefined && { seal: kept }) });
  writeFileSync(path(name), gzipSync(`${changed}${last}\n`));
}

const longer = (lines: string) => lines.replace(/"at":(\d+)/, '"at":1$1');

test('a backup that somebody changed and gave the digest of its contents is refused, and nothing is written', async () => {
  forge('changed.gz', longer);
  await expect(restore('changed.gz')).rejects.toMatchObject({ failures: [{ code: 'backup_forged' }] });
  forge('bare.gz', longer, () => undefined);
  await expect(restore('bare.gz')).rejects.toMatchObject({ failures: [{ code: 'backup_forged' }] });
  forge('odd.gz', longer, () => 'no seal');
  await expect(restore('odd.gz')).rejects.toMatchObject({ failures: [{ code: 'backup_forged' }] });
  expect(await one.redis.connect().keys('*')).toEqual([]);
  expect(await restore('good.gz')).toMatchObject({ rows: 2 });
});

test('a seal of another account, or of another thing, does not make a backup one of this installation', async () => {
  const digestOf = (lines: string) => createHash('sha256').update(`${lines}\n`).digest('hex');
  for (const context of ['linkmill backup otheraccount', `{linkmill:${account}} hash key`]) {
    let digest = '';
    forge(
      'sealed.gz',
      (lines) => {
        digest = digestOf(longer(lines));
        return longer(lines);
      },
      () => testVault().seal(digest, context),
    );
    await expect(restore('sealed.gz')).rejects.toMatchObject({ failures: [{ code: 'backup_forged' }] });
  }
  expect(await one.redis.connect().keys('*')).toEqual([]);
});

test('a key that was dropped since still opens the seal', async () => {
  const [old] = [Buffer.alloc(32, 'a key for tests'), newKey()];
  const rotated = createVault(
    () => [newKey()],
    () => [old],
  );
  expect(await restore('good.gz', rotated)).toMatchObject({ rows: 2 });
});

test('a backup without a seal is restored where there is no key, and one with a seal wants its key', async () => {
  forge(
    'bare.gz',
    (lines) => lines,
    () => undefined,
  );
  expect(await restore('bare.gz', keyless)).toMatchObject({ rows: 2 });
});

test('a file that became another one between the two readings leaves the ledger half restored', async () => {
  const { ledger } = one.context;
  const swapped = changedLedger(ledger, {
    copies: {
      async beginRestore() {
        forge('good.gz', longer);
        return ledger.copies.beginRestore();
      },
    },
  });
  await expect(restoreLedger(swapped, account, path('good.gz'), testVault())).rejects.toMatchObject({
    failures: [{ code: 'backup_unreadable' }],
  });
  expect(await ledger.copies.isHalfRestored()).toBe(true);
});
