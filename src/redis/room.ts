import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { hourMs } from '../domain/dates/spans.ts';
import { AppError, fail } from '../domain/failure.ts';
import { message } from '../i18n/messages.ts';
import { ensurePipe } from './pipe.ts';

/** The paths of one data folder's private server. */
export interface Room {
  /** Mode 700; has the append-only file, the pipes and the log. */
  readonly home: string;
  readonly socketPath: string;
  readonly usersPipe: string;
  readonly alivePipe: string;
  readonly logFile: string;
  readonly searchPath: string;
}

// The path of a unix socket has at most 104 bytes on macOS and 108 on Linux, including the final NUL.
const socketPathBytes = 100;
const logBytes = 1_000_000;

/**
 * Makes the folders and pipes, all private to the user. Two spellings of one data folder give one room. Throws
 * `disk_full` where the folder cannot be written or belongs to another user.
 */
export function openRoom(dataDir: string, searchPath: string): Room {
  try {
    mkdirSync(join(dataDir, 'redis'), { recursive: true, mode: 0o700 });
    const home = realpathSync(join(dataDir, 'redis'));
    const room = {
      home,
      socketPath: join(socketFolder(home), 'r.sock'),
      usersPipe: join(home, 'users'),
      alivePipe: join(home, 'alive'),
      logFile: join(home, 'server.log'),
      searchPath,
    };
    ensurePipe(room.usersPipe, searchPath);
    ensurePipe(room.alivePipe, searchPath);
    return room;
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw fail('disk_full', message('redis_data_folder', { error: (error as Error).message }));
  }
}

function socketFolder(home: string): string {
  if (Buffer.byteLength(join(home, 'r.sock')) < socketPathBytes) return home;
  const { uid } = userInfo();
  const short = createHash('sha256').update(home).digest('hex').slice(0, 16);
  const folder = join(tmpdir(), `linkmill-${uid}-${short}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== uid || (found.mode & 0o077) !== 0) {
    throw fail('disk_full', message('redis_folder_of_other', { folder }));
  }
  return folder;
}

/** Removes what earlier servers and users left; to be called under the start lock, with no server alive. */
export function cleanRoom(room: Room, now: number): void {
  for (const name of readdirSync(room.home)) {
    const path = join(room.home, name);
    if (name === 'leader' || name.startsWith('welcome.')) rmSync(path, { force: true });
    // A grave protects against slow buriers, and a prepared lock may belong to a waiting process (start-lock.ts):
    // neither lasts an hour.
    const isOld = now - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? now) > hourMs;
    if (/^(grave|lock)\./.test(name) && isOld) rmSync(path, { recursive: true, force: true });
  }
  rmSync(room.socketPath, { force: true });
  if ((statSync(room.logFile, { throwIfNoEntry: false })?.size ?? 0) > logBytes) {
    renameSync(room.logFile, `${room.logFile}.old`);
  }
}
