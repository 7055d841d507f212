import type { Failure } from '../domain/failure.ts';
import { fitsPattern, gapsIn, isTemporary, markerNames, numberOf } from '../domain/file-name.ts';
import { inboxUnreachable } from '../domain/inbox-notices.ts';
import { fileLeft, fileMissing, numbersMissing } from '../domain/night-notices.ts';
import { type Slot, type SlotFile, withFile } from '../domain/schedule.ts';
import { dayMs } from '../domain/spans.ts';
import { type Message, message } from '../i18n/messages.ts';
import { type InboxFile, lookAtInbox } from '../inbox/inbox.ts';
import { giveBack } from './give-back.ts';
import type { Looks } from './looks.ts';
import { kept, type NightParts } from './night.ts';
import { pastObstacle } from './past-obstacle.ts';
import { moveOn, settleVanished, takeFile } from './take-file.ts';
import { tellGrown } from './tell-grown.ts';
import { told } from './told.ts';
import { hasAnswers, toldUnsafe } from './unsafe-answers.ts';

/** An inbox that no machine has reached for so long after the slot is told, in ms. */
const unreachableMs = 10 * 60_000;

/** Slots that are asked for what they knew. */
const mostEarlier = 20;

/** Files of slots that are older than this, in ms, are not looked at again. */
const grownForMs = 4 * dayMs;

/** Files that a slot takes at most; others wait for the next one. */
const mostTaken = 1000;

/**
 * Looks at the inbox of an open slot once and takes every complete file. The slot works on once all that was there is taken, or the time to
 * wait is over: then what is missing or was left is told. `now` in ms of the ledger's clock; `isLast`: no later slot has been opened.
 */
export async function gatherFiles(
  parts: NightParts,
  looks: Looks,
  opened: Slot,
  now: number,
  isLast: boolean,
): Promise<Slot> {
  const { inbox, policy } = opened.schedule;
  const files = (await hasAnswers(opened.schedule)) ? await lookAtInbox(inbox) : undefined;
  const isOver = !isLast || now >= Math.max(opened.at, opened.openedAt) + policy.waitMs;
  if (files === undefined) {
    const isAway = opened.isReached === undefined && now >= opened.openedAt + unreachableMs;
    const slot = isAway ? await told(parts, opened, inboxUnreachable(opened, now)) : opened;
    if (!isLast) return kept(parts, { ...slot, state: 'working' });
    return slot === opened ? slot : kept(parts, slot);
  }
  const unsafe = await toldUnsafe(parts, opened, now);
  if (unsafe !== undefined) return isLast ? unsafe : kept(parts, { ...unsafe, state: 'working' });
  const reached = opened.isReached ? opened : await kept(parts, { ...opened, isReached: true });
  const moved = await finishMoves(parts, reached, files);
  const staying = await stayingIn(parts, moved, files);
  const fresh = files.filter((file) => !staying.some((one) => isRecordOf(one, file)));
  const { slot, waiting, isProven } = await takeAll(parts, looks, moved, fresh);
  // What was begun is in the ledger in part: it is gone on with until somebody closes the slot.
  const isBlocked = slot.files.some(
    ({ stage, name }) => stage === 'taking' && !waiting.some(({ file }) => file.name === name),
  );
  if (isBlocked) return slot;
  const hasFile = slot.files.some(({ kind }) => kind !== 'left');
  const isAwaited =
    waiting.some(({ failure }) => failure.code !== 'files_too_many') || (!hasFile && isFileDue(slot));
  // A file that was just seen has its time to stand still, however short the wait is.
  if (isAwaited && (!isOver || (isLast && !isProven))) return slot;
  const stays = staying.map(({ name, stamp }) => ({ name, stamp }));
  return startWork(parts, { ...leave(slot, waiting), ...(stays.length > 0 && { stays }) }, now);
}

/** Whoever runs a slot by hand sees that there is no file. */
function isFileDue({ by, schedule }: Slot): boolean {
  return by === undefined && !schedule.policy.fileOptional;
}

/** A file that was not taken, and why. */
interface Waiting {
  readonly file: InboxFile;
  readonly failure: Failure;
}

interface Gathered {
  readonly slot: Slot;
  readonly waiting: readonly Waiting[];
  /** Each that waits was seen for long enough to have stood still. */
  readonly isProven: boolean;
}

/** What an earlier look has begun and not finished. */
async function finishMoves(parts: NightParts, slot: Slot, files: readonly InboxFile[]): Promise<Slot> {
  let now = slot;
  for (const record of slot.files) {
    const before = now;
    const isThere = files.some((file) => isRecordOf(record, file));
    if (record.stage === 'taken')
      now = await pastObstacle(parts, now, record.name, () => moveOn(parts, before, record));
    if (record.stage === 'taking' && !isThere)
      now = await pastObstacle(parts, now, record.name, () => settleVanished(parts, before, record));
  }
  return now;
}

async function takeAll(
  parts: NightParts,
  looks: Looks,
  start: Slot,
  files: readonly InboxFile[],
): Promise<Gathered> {
  const { pattern, policy } = start.schedule;
  const marker = policy.marker ?? '';
  const isMeant = ({ name }: InboxFile) =>
    !isTemporary(name) && fitsPattern(name, pattern) && (marker === '' || !name.endsWith(marker));
  const meant = files.filter(isMeant);
  const { stable, fresh } = looks.see(meant, parts.context.clock.monotonic(), policy.stableForMs);
  const waiting: Waiting[] = [];
  let slot = start;
  for (const file of meant) {
    parts.signal.throwIfAborted();
    const record = slot.files.find((one) => isRecordOf(one, file));
    if (record !== undefined && record.stage !== 'taking') continue;
    const vouching = marker === '' ? undefined : markerOf(file, files, meant, marker);
    const isWhole = marker === '' ? stable.has(file.path) : vouching !== undefined;
    const known = looks.verdictOn(file);
    if (!isWhole && record === undefined)
      waiting.push({ file, failure: { code: marker === '' ? 'file_growing' : 'marker_missing' } });
    else if (record === undefined && slot.files.length >= mostTaken)
      waiting.push({ file, failure: { code: 'files_too_many' } });
    else if (known !== undefined) waiting.push({ file, failure: known });
    else {
      let waits: Failure | undefined = { code: 'night_obstacle' };
      slot = await pastObstacle(parts, slot, file.name, async () => {
        const taken = await takeFile(parts, slot, { ...file, ...(vouching && { marker: vouching }) });
        waits = taken.waits;
        // Another file that has its name by now may have its size and time, too.
        if (waits !== undefined && waits.code !== 'file_changed') looks.note(file, waits);
        return taken.slot;
      });
      const isBegun = slot.files.some((one) => isRecordOf(one, file));
      if (waits !== undefined && !(isBegun && waits.code === 'night_obstacle'))
        waiting.push({ file, failure: waits });
    }
  }
  return { slot, waiting, isProven: waiting.every(({ file }) => marker !== '' || !fresh.has(file.path)) };
}

/** The file that vouches for another; `a.done` only where it can mean no other file. */
function markerOf(
  { name }: InboxFile,
  files: readonly InboxFile[],
  meant: readonly InboxFile[],
  ending: string,
): InboxFile | undefined {
  const [whole = '', short = ''] = markerNames(name, ending);
  const isUnclear = meant.some((one) => one.name !== name && markerNames(one.name, ending).includes(short));
  return (
    files.find((one) => one.name === whole) ??
    (isUnclear ? undefined : files.find((one) => one.name === short))
  );
}

function isRecordOf(record: Pick<SlotFile, 'name' | 'stamp'>, file: InboxFile): boolean {
  return record.name === file.name && record.stamp === file.stamp;
}

function leave(slot: Slot, waiting: readonly Waiting[]): Slot {
  return waiting.reduce(
    (now, { file: { name, stamp }, failure }) =>
      withFile(now, {
        ...{ name, stamp, kind: 'left', stage: 'answered', rows: 0, amountCents: 0 },
        failures: { [failure.code]: 1 },
        ...(failure.code === 'marker_missing' && {
          remarks: [markerExpected(name, now.schedule.policy.marker ?? '')],
        }),
      }),
    slot,
  );
}

function markerExpected(name: string, ending: string): Message {
  const [whole = '', short = ''] = markerNames(name, ending);
  return message('marker_expected', { whole, short });
}

/** Files that an earlier slot has taken and could not remove. */
async function stayingIn(
  { context }: NightParts,
  slot: Slot,
  files: readonly InboxFile[],
): Promise<InboxFile[]> {
  const known = (await context.ledger.schedules.slots(slot.schedule.name, mostEarlier))
    .filter(({ at }) => at !== slot.at)
    .flatMap((one) => [...(one.stays ?? []), ...one.files.filter(({ failures }) => failures.file_stays)]);
  return files.filter((file) => known.some((one) => isRecordOf(one, file)));
}

/** A slot may have been opened before the one before it was through. */
async function lastNumberOf({ context }: NightParts, slot: Slot): Promise<number | undefined> {
  const earlier = await context.ledger.schedules.slots(slot.schedule.name, mostEarlier);
  const known = [slot, ...earlier].flatMap(({ lastNumber }) => lastNumber ?? []);
  return known.length === 0 ? undefined : Math.max(...known);
}

/** A writer that paused for longer than files have to stand still may have gone on since. */
async function tellGrownSince(parts: NightParts, slot: Slot, now: number): Promise<void> {
  for (const earlier of await parts.context.ledger.schedules.slots(slot.schedule.name, mostEarlier))
    if (earlier.state === 'closed' && earlier.at >= slot.at - grownForMs)
      await tellGrown(parts, earlier, now);
}

/** Tells what is missing, gives back what waiting may have helped, and closes the inbox for this slot. */
async function startWork(parts: NightParts, gathered: Slot, now: number): Promise<Slot> {
  const { policy } = gathered.schedule;
  let slot = gathered;
  const taken = slot.files.filter(({ kind }) => kind !== 'left');
  if (slot.files.length === 0 && isFileDue(slot)) slot = await told(parts, slot, fileMissing(slot, now));
  if (taken.length < slot.files.length) slot = await told(parts, slot, fileLeft(slot, now));
  if (policy.numbered) {
    const numbers = taken.flatMap(({ name }) => numberOf(name) ?? []);
    const { missing, last } = gapsIn(await lastNumberOf(parts, slot), numbers);
    if (missing.length > 0)
      slot = { ...(await told(parts, slot, numbersMissing(slot, now, missing))), missingNumbers: missing };
    if (last !== undefined) slot = { ...slot, lastNumber: last };
  }
  await tellGrownSince(parts, slot, now);
  if (policy.retryFailed) slot = await giveBack(parts, slot);
  return kept(parts, { ...slot, state: 'working' });
}
