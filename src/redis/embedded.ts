import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { codeOf } from '../domain/error-code.ts';
import { fail } from '../domain/failure.ts';
import { message } from '../i18n/messages.ts';
import { hasReader, openForReading, openForWriting } from './pipe.ts';
import { cleanRoom, openRoom, type Room } from './room.ts';
import { takeStartLock } from './start-lock.ts';

/** A registered use of a data folder's private server; the server ends after the last user leaves. */
export interface Place {
  readonly socketPath: string;
  leave(): void;
}

/** `searchPath` is the PATH to run commands with, `now` is in ms. */
export interface ServerOptions {
  readonly dataDir: string;
  readonly searchPath: string;
  readonly now: () => number;
}

const lookEveryMs = 5;
const welcomeMs = 2000;
const startMs = 5000;
const silentMs = 10_000;
const stopMs = 10_000;

/**
 * Registers this process at the data folder's server; if none runs, starts one with the executable that `findServer`
 * finds (undefined where it finds none). Any number of processes may call this at once and share one server. Takes
 * over what killed processes or servers left behind. Throws `redis_damaged` or `redis_unreachable`.
 */
export async function shareServer(
  options: ServerOptions,
  findServer: () => Promise<string | undefined>,
): Promise<Place | undefined> {
  const room = openRoom(options.dataDir, options.searchPath);
  const running = await takePlace(room);
  if (running !== undefined) return running;
  const lock = await takeStartLock(room.home, options.searchPath);
  let logLength = 0;
  try {
    // Another process may have started it while we waited for the lock.
    const started = await takePlace(room);
    if (started !== undefined) return started;
    const executable = await findServer();
    if (executable === undefined) return undefined;
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await endLeftovers(room);
      cleanRoom(room, options.now());
      logLength = textFrom(room.logFile, 0).length;
      startSupervisor(room, executable);
      const place = await takePlace(room, startMs);
      if (place !== undefined) return place;
    }
  } finally {
    lock.release();
  }
  const output = textFrom(room.logFile, logLength);
  if (damage.test(output)) throw fail('redis_damaged', message('named', { name: room.home }));
  const lastLine = output.trim().split('\n').at(-1) ?? '';
  throw fail('redis_unreachable', message('redis_server_fails', { error: lastLine, log: room.logFile }));
}

/** A place, once the server answers; undefined where there is no supervisor, or it is ending. */
async function takePlace(room: Room, supervisorMs = 0): Promise<Place | undefined> {
  let users = openForWriting(room.usersPipe);
  for (let waitedMs = 0; users === undefined; waitedMs += lookEveryMs) {
    if (waitedMs >= supervisorMs || !hasReader(room.alivePipe)) return undefined;
    await pause(lookEveryMs);
    users = openForWriting(room.usersPipe);
  }
  if ((await isWelcomed(room, users)) && (await becomesReady(room))) {
    return { socketPath: room.socketPath, leave: () => closeSync(users) };
  }
  closeSync(users);
  return undefined;
}

/**
 * Whether the supervisor accepts us; one that has already seen its last user leave accepts nobody: see supervise.sh.
 */
async function isWelcomed(room: Room, users: number): Promise<boolean> {
  const name = randomUUID();
  try {
    writeSync(users, `${name}\n`);
  } catch (error) {
    if (codeOf(error) === 'EPIPE') return false;
    throw error;
  }
  const welcome = join(room.home, `welcome.${name}`);
  for (let waitedMs = 0; waitedMs < welcomeMs; waitedMs += lookEveryMs) {
    if (existsSync(welcome)) {
      rmSync(welcome, { force: true });
      return true;
    }
    if (!hasReader(room.usersPipe)) return false;
    await pause(lookEveryMs);
  }
  return false;
}

/** Waits while the server loads its file, however long that takes; false where the server stops answering. */
async function becomesReady(room: Room): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < silentMs; waitedMs += lookEveryMs) {
    const pulse = await ping(room.socketPath);
    if (pulse === 'ready') return true;
    if (!hasReader(room.usersPipe)) return false;
    if (pulse === 'busy') waitedMs = 0;
    await pause(lookEveryMs);
  }
  return false;
}

/**
 * Waits until an earlier supervisor and its server have ended, and ends them by signals if needed: two servers on one
 * append-only file would ruin it.
 */
async function endLeftovers(room: Room): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    if (!hasReader(room.alivePipe)) return;
    signalGroup(leaderOf(room), signal);
    for (let waitedMs = 0; waitedMs < stopMs && hasReader(room.alivePipe); waitedMs += lookEveryMs) {
      await pause(lookEveryMs);
    }
  }
  if (hasReader(room.alivePipe))
    throw fail('redis_unreachable', message('redis_old_server', { folder: room.home }));
}

/** The process group of the supervisor; NaN before the supervisor has written it. */
function leaderOf(room: Room): number {
  const path = join(room.home, 'leader');
  return existsSync(path) ? Number.parseInt(readFileSync(path, 'latin1'), 10) : Number.NaN;
}

/** The number is still that of our group: while one of its processes lives, the kernel does not reuse it. */
function signalGroup(leader: number, signal: NodeJS.Signals): void {
  if (!(leader > 1)) return;
  try {
    process.kill(-leader, signal);
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error;
  }
}

/** Starts the supervisor in a session of its own, so that Ctrl-C in our terminal does not reach it. */
function startSupervisor(room: Room, executable: string): void {
  const log = openSync(room.logFile, 'a', 0o600);
  // Inherited from the start, so that the supervisor counts as alive even if we are killed right now.
  const alive = openForReading(room.alivePipe);
  const script = fileURLToPath(new URL('supervise.sh', import.meta.url));
  const supervisor = spawn('/bin/sh', [script, room.home, executable, ...serverArguments(room)], {
    cwd: '/',
    detached: true,
    env: { PATH: room.searchPath },
    stdio: ['ignore', log, log, alive],
  });
  supervisor.on('error', () => {});
  supervisor.unref();
  closeSync(log);
  closeSync(alive);
}

/** No network, every write on the disk before it is answered, no eviction. */
function serverArguments(room: Room): string[] {
  const settings = {
    port: '0',
    unixsocket: room.socketPath,
    unixsocketperm: '700',
    dir: room.home,
    appendonly: 'yes',
    appendfsync: 'always',
    save: '',
    'maxmemory-policy': 'noeviction',
    loglevel: 'warning',
  };
  return Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
}

/**
 * The messages with which Redis 7 rejects its append-only file, or the snapshot at that file's start (aof.c and
 * rdb.c).
 */
const damage =
  /reading the append only file|AOF manifest|Unable to obtain the AOF file|Short read or OOM loading DB|reading RDB|Wrong signature trying to load DB|RDB CRC error/i;

/** The text of a file after its first `length` characters; empty where there is no file. */
function textFrom(path: string, length: number): string {
  return existsSync(path) ? readFileSync(path, 'latin1').slice(length) : '';
}

/**
 * The answer of a server on a unix socket to PING: ready, busy (loading its file, or running a long script), or none.
 */
type Pulse = 'ready' | 'busy' | 'none';

/** Sends one PING and waits for a second at most. */
function ping(socketPath: string): Promise<Pulse> {
  return new Promise((resolve) => {
    const socket = createConnection({ path: socketPath });
    const answer = (pulse: Pulse) => {
      socket.destroy();
      resolve(pulse);
    };
    socket.setTimeout(1000, () => answer('none'));
    socket.on('error', () => answer('none'));
    socket.on('close', () => answer('none'));
    socket.on('connect', () => socket.write('PING\r\n'));
    socket.on('data', (bytes) => {
      const line = bytes.toString('latin1');
      if (line.startsWith('+PONG')) answer('ready');
      else answer(/^-(LOADING|BUSY)/.test(line) ? 'busy' : 'none');
    });
  });
}
