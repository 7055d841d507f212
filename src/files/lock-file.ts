import { linkSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { codeOf } from '../domain/error-code.ts';

const held = new Set<string>();

/**
 * When the process with this id was started, in the system's ticks, so that a reused id (in a container, after a
 * reboot) is not taken for the process that locked. Empty where the system does not provide it; undefined where there
 * is no such process. Source: proc(5), field 22 of `/proc/<pid>/stat`, counted after the name in parentheses.
 */
function startOf(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (codeOf(error) === 'ESRCH') return undefined;
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function isHeld(lock: string, text: string): boolean {
  const [pid = '', start = ''] = text.trim().split(' ');
  if (!/^[1-9]\d*$/.test(pid)) return false;
  if (Number(pid) === process.pid) return held.has(lock);
  const running = startOf(Number(pid));
  return running !== undefined && (start === '' || running === '' || running === start);
}

/** Removes the lock of a dead process, unless another process took it over in the meantime. */
function removeStale(lock: string, text: string): void {
  const aside = `${lock}.${process.pid}.stale`;
  try {
    renameSync(lock, aside);
    if (textOf(aside) !== text) linkSync(aside, lock);
    unlinkSync(aside);
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes(codeOf(error))) throw error;
  }
}

/** Throws EEXIST if there is a lock. Links a finished file into place, so that nobody reads half a lock. */
function takeLock(lock: string): void {
  const whole = `${lock}.${process.pid}.new`;
  writeFileSync(whole, `${process.pid} ${startOf(process.pid) ?? ''}\n`, { mode: 0o600 });
  try {
    linkSync(whole, lock);
  } finally {
    unlinkSync(whole);
  }
}

/**
 * Takes `<file>.lock` for this process and returns the function that releases it; undefined while another process has
 * it. Takes over a lock whose process is gone. Works among the processes of one machine. Throws Node's error where
 * the folder cannot be written.
 */
export function lockFile(file: string): (() => void) | undefined {
  const lock = `${file}.lock`;
  for (let attempt = 0; attempt < 5; attempt++) {
    try {
      takeLock(lock);
      held.add(lock);
      return () => {
        held.delete(lock);
        // A process that takes it for stale may have moved it aside at this moment.
        rmSync(lock, { force: true });
      };
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
    const text = textOf(lock);
    if (isHeld(lock, text)) return undefined;
    removeStale(lock, text);
  }
  return undefined;
}
