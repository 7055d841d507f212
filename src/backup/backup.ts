import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { sealedBy } from '../domain/crypto/sealing.ts';
import { codeOf } from '../domain/error-code.ts';
import { type AppError, fail, failAt } from '../domain/failure.ts';
import {
  type BackupContents,
  type BackupHeader,
  type CopiedPart,
  wrappingKeysIn,
} from '../domain/ledger-copy.ts';
import { openDraft } from '../files/files.ts';
import { type Message, message } from '../i18n/messages.ts';
import { footerSchema, headerSchema, partOf, textOf } from './lines.ts';

/** A longer line of a backup is damage, or an attack on memory. */
const longestLine = 32 * 1024 * 1024;

/** Seals a digest, so that nobody else can make a backup of this installation; undefined where it has no key. */
export type SealDigest = (digest: string) => string | undefined;

/**
 * Writes a backup: gzip of JSON lines, a header, the parts, and a footer with counts, a digest of everything before
 * it, and the seal of that digest. The file has mode 600, is synced, and gets its name only once it is whole. Throws
 * `file_exists` where the path is taken.
 */
export async function writeBackup(
  path: string,
  header: BackupHeader,
  parts: AsyncIterable<CopiedPart>,
  sealDigest: SealDigest,
): Promise<void> {
  if (await isThere(path)) throw failAt(path, 'file_exists');
  const draft = await openDraft(path, randomUUID());
  try {
    await pipeline(
      linesOf(header, parts, sealDigest),
      createGzip(),
      async (chunks: AsyncIterable<Buffer>) => {
        for await (const chunk of chunks) await draft.write(chunk);
      },
    );
    await draft.commit('new');
  } finally {
    await draft.abandon();
  }
}

/** Checked before the work to fail early; `openDraft` makes sure at the end that nothing is replaced. */
async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch {
    return false;
  }
}

async function* linesOf(
  header: BackupHeader,
  parts: AsyncIterable<CopiedPart>,
  sealDigest: SealDigest,
): AsyncIterable<string> {
  const hash = createHash('sha256');
  const counts = { parts: 0, items: 0 };
  const lineOf = (value: unknown) => {
    const line = `${JSON.stringify(value)}\n`;
    hash.update(line);
    return line;
  };
  yield lineOf({ kind: 'linkmill backup', format: 1, ...header });
  for await (const part of parts) {
    counts.parts += 1;
    counts.items += part.items.length;
    yield lineOf(textOf(part));
  }
  const digest = hash.digest('hex');
  const seal = sealDigest(digest);
  yield `${JSON.stringify({ kind: 'end', ...counts, digest, ...(seal !== undefined && { seal }) })}\n`;
}

/**
 * Reads a whole backup and passes every part to `onPart` if given; uses bounded memory. Throws `backup_unreadable`
 * where a line, a count or the digest is wrong, and `file_missing` where the file cannot be read. A wrong count or
 * digest shows only at the end: read once without `onPart` first. The caller checks whether the backup belongs to
 * this installation, by `BackupContents.seal`.
 */
export async function readBackup(
  path: string,
  onPart?: (part: CopiedPart) => Promise<void>,
): Promise<BackupContents> {
  const hash = createHash('sha256');
  const counts = { parts: 0, items: 0 };
  const keys = new Set<string>();
  let header: BackupHeader | undefined;
  let digest: string | undefined;
  let seal: string | undefined;
  try {
    for await (const line of textLines(path)) {
      if (digest !== undefined) throw damage(message('backup_goes_on', {}));
      const value: unknown = JSON.parse(line);
      const end = footerSchema.safeParse(value);
      if (end.success) {
        digest = hash.digest('hex');
        seal = end.data.seal;
        const isAgreed =
          end.data.parts === counts.parts && end.data.items === counts.items && end.data.digest === digest;
        if (!isAgreed) throw damage(message('backup_differs', {}));
        continue;
      }
      hash.update(`${line}\n`);
      if (header === undefined) header = headerSchema.parse(value);
      else {
        const part = partOf(value);
        counts.parts += 1;
        counts.items += part.items.length;
        for (const id of wrappingKeysIn(part)) keys.add(id);
        await onPart?.(part);
      }
    }
  } catch (error) {
    throw appErrorOf(error, path);
  }
  if (header === undefined || digest === undefined) throw damage(message('backup_cut', {}));
  const sealing = seal === undefined ? undefined : sealedBy(seal);
  if (sealing !== undefined) keys.add(sealing);
  return { ...header, ...counts, keys: [...keys].toSorted(), digest, ...(seal !== undefined && { seal }) };
}

async function* textLines(path: string): AsyncIterable<string> {
  const bytes = createReadStream(path);
  const unpacked = bytes.pipe(createGunzip());
  bytes.on('error', (error) =>
    unpacked.destroy(fail('file_missing', message('file_gives', { name: path, error: codeOf(error) }))),
  );
  let pending: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of unpacked as AsyncIterable<Buffer>) {
      let from = 0;
      for (let to = chunk.indexOf(10); to >= 0; to = chunk.indexOf(10, from)) {
        yield Buffer.concat([...pending, chunk.subarray(from, to)]).toString('utf8');
        pending = [];
        length = 0;
        from = to + 1;
      }
      pending.push(chunk.subarray(from));
      length += chunk.length - from;
      if (length > longestLine) throw damage(message('backup_line_long', {}));
    }
  } finally {
    bytes.destroy();
  }
  if (length > 0) throw damage(message('backup_cut', {}));
}

function damage(detail: Message): AppError {
  return fail('backup_unreadable', detail);
}

/** Maps an error of damaged contents to `backup_unreadable`; passes any other through. */
function appErrorOf(error: unknown, path: string): unknown {
  if (!(error instanceof Error)) return error;
  const isDamage =
    error instanceof SyntaxError || error.name === 'ZodError' || codeOf(error).startsWith('Z_');
  return isDamage ? damage(message('named', { name: path })) : error;
}
