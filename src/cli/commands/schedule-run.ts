import { startWorkers } from '../../../workers/main.ts';
import { newSlot } from '../../actions/look-at-nights.ts';
import { lookBackAhead, watchMisdirected } from '../../actions/watch-batch.ts';
import { isByDestination, isByPerson } from '../../domain/batch.ts';
import { fail } from '../../domain/failure.ts';
import type { Schedule, Slot } from '../../domain/schedule.ts';
import { message } from '../../i18n/messages.ts';
import { type OpenMill, realClock } from '../../wiring.ts';
import { usingBridge } from '../batch-of.ts';
import { type Door, onDoor } from '../door.ts';
import { DoorCommand } from '../door-command.ts';
import { configOf, type SandboxFlags, withSandboxFlag } from '../flags.ts';
import { nightMeans } from '../night-means.ts';
import { person } from '../person.ts';
import { isClean, saySlotWhole, slotResult, viewOf } from '../schedule-text.ts';
import { stopOf } from '../work.ts';

interface RunFlags extends SandboxFlags {
  readonly detach?: true;
}

const pollMs = 200;

/** That a ledger is looked over first is shown so often, in ms. */
const showAgainMs = 60_000;

/** `schedule run NAME`: a slot now, worked on here until it is closed. */
export function scheduleRun(door: Door): DoorCommand {
  const command = new DoorCommand('run', door).argument('<name>');
  withSandboxFlag(command).option('--detach');
  return onDoor<RunFlags>(command, door, 'npx linkmill schedule run nightly', async (flags, name = '') => {
    const config = configOf(door, flags);
    return usingBridge(door, config, flags, false, async (open) => {
      const slot = await openNow(open.mill, name);
      door.show(message('slot_is_open', { schedule: name }));
      if (flags.detach) {
        door.result(slotResult({ slot, batches: [] }));
        return 0;
      }
      const workers = startWorkers(open.mill, config.concurrency, nightMeans(config));
      const closed = await waitFor(open, slot, door).finally(() => workers.stop());
      const view = await viewOf(open.mill.ledger, closed);
      saySlotWhole(door, view);
      door.result(slotResult(view));
      if (door.interrupted.aborted && closed.state !== 'closed') {
        door.show(message('worker_goes_on', { schedule: name }));
        return 130;
      }
      return isClean(view) ? 0 : 2;
    });
  });
}

async function openNow({ ledger }: OpenMill['mill'], name: string): Promise<Slot> {
  const schedule: Schedule | undefined = (await ledger.schedules()).find((one) => one.name === name);
  if (schedule === undefined) throw fail('schedule_unknown', message('named', { name }));
  const { now } = await ledger.standing();
  const [last] = await ledger.slots(name, 1);
  const by = person();
  const slot = await ledger.keepSlot({ ...newSlot(schedule, now, now, last), by });
  if (slot !== undefined) return slot;
  // Another was opened in the same moment: it takes the files.
  const [newest] = await ledger.slots(name, 1);
  if (newest === undefined) throw new Error(`no slot of ${name}`);
  return newest;
}

async function waitFor({ mill }: OpenMill, slot: Slot, door: Door): Promise<Slot> {
  const { ledger, times } = mill;
  const signal = door.interrupted;
  let shownAt = Number.NEGATIVE_INFINITY;
  for (;;) {
    const standing = await ledger.standing();
    if (standing.state === 'suspect' && standing.now - shownAt > showAgainMs) {
      shownAt = standing.now;
      door.show(lookBackAhead(standing, times));
    }
    const open = (await ledger.openSlots()).find(
      ({ schedule, at }) => schedule.name === slot.schedule.name && at === slot.at,
    );
    if (open === undefined || signal.aborted) {
      const slots = await ledger.slots(slot.schedule.name, 500);
      return slots.find(({ at }) => at === slot.at) ?? slot;
    }
    if (standing.stopped !== undefined && !isByPerson(standing.stopped)) {
      // The slot stays open, and goes on once a person has resumed the account.
      if (isByDestination(standing.stopped)) await watchMisdirected(mill, undefined, door.show, signal);
      throw stopOf(standing.stopped);
    }
    await realClock.sleep(pollMs, signal);
  }
}
