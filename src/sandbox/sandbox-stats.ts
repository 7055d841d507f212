import type { CallKind } from './api.ts';
import type { Faults } from './faults.ts';
import { type LinkStore, statusOf } from './link-store.ts';
import type { Limit, SlidingWindow } from './sliding-window.ts';

/** The statistics of the sandbox. A link is live if it can be paid or was paid: *valid* or *completed*. */
export interface SandboxStats {
  /** Links made since the file began. */
  readonly creations: number;
  readonly liveLinks: number;
  readonly linksByReference: {
    /** The most live links under one reference. */
    readonly max: number;
    /** References with more than one live link; the first hundred of them. */
    readonly doubles: readonly string[];
  };
  /** Since this start, whatever was answered; `answered429` is part of them. */
  readonly calls: number;
  readonly answered429: number;
  readonly callsByKind: Readonly<Record<CallKind, number>>;
  /** How often each fault struck since this start. */
  readonly faults: FaultCounts;
  /** For each limit, the largest number of calls that arrived within any window of its length. */
  readonly peaks: readonly (Limit & { readonly peak: number })[];
}

/** How often each fault struck. */
type FaultCounts = Partial<Record<keyof Faults, number>>;

/** Counts of calls, by kind and in all. */
export interface CallCounts {
  readonly byKind: Record<CallKind, number>;
  readonly faults: FaultCounts;
  answered429: number;
}

const mostDoubles = 100;

/** Goes through all links once. */
export function readStats(
  store: LinkStore,
  windows: readonly SlidingWindow[],
  counts: CallCounts,
  nowMs: number,
): SandboxStats {
  const live = store.links.filter((link) => ['valid', 'completed'].includes(statusOf(link, nowMs)));
  const byReference = new Map<string, number>();
  for (const { body } of live) {
    const reference = body.client_reference;
    if (reference != null) byReference.set(reference, (byReference.get(reference) ?? 0) + 1);
  }
  let max = 0;
  const doubles: string[] = [];
  for (const [reference, count] of byReference) {
    max = Math.max(max, count);
    if (count > 1 && doubles.length < mostDoubles) doubles.push(reference);
  }
  return {
    creations: store.links.length,
    liveLinks: live.length,
    linksByReference: { max, doubles },
    calls: Object.values(counts.byKind).reduce((sum, count) => sum + count, 0),
    answered429: counts.answered429,
    callsByKind: { ...counts.byKind },
    faults: { ...counts.faults },
    peaks: windows.map((window) => ({ ...window.limit, peak: window.peak })),
  };
}
