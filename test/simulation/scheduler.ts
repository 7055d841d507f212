type RecordedEvent = () => void | Promise<void>;

interface Event {
  readonly at: number;
  readonly order: number;
  readonly run: RecordedEvent;
}

/**
 * Virtual time. One event runs at a time, and everything that its promises set going ends before the next one, so that the
 * order of all that happens follows from the times and the order in which events were made.
 */
export class Scheduler {
  /** Milliseconds since 1970, with fractions. */
  now: number;
  ran = 0;
  readonly #heap: Event[] = [];
  #order = 0;

  constructor(start: number) {
    this.now = start;
  }

  at(time: number, run: RecordedEvent): void {
    this.#order += 1;
    push(this.#heap, { at: Math.max(time, this.now), order: this.#order, run });
  }

  after(delayMs: number, run: RecordedEvent): void {
    this.at(this.now + delayMs, run);
  }

  /** Runs until `isOver` or nothing is left to happen. */
  async run(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      const event = pop(this.#heap);
      if (event === undefined) return;
      this.now = event.at;
      this.ran += 1;
      const running = event.run();
      if (running !== undefined) await running;
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }
}

function isBefore(one: Event, other: Event): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}

function push(heap: Event[], event: Event): void {
  let at = heap.push(event) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = heap[parent];
    if (above === undefined || isBefore(above, event)) break;
    heap[at] = above;
    at = parent;
  }
  heap[at] = event;
}

function pop(heap: Event[]): Event | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (first === undefined || last === undefined || heap.length === 0) return first;
  let at = 0;
  for (;;) {
    let child = at * 2 + 1;
    const left = heap[child];
    const right = heap[child + 1];
    if (left === undefined) break;
    const isRight = right !== undefined && isBefore(right, left);
    if (isRight) child += 1;
    const lower = isRight ? right : left;
    if (isBefore(last, lower)) break;
    heap[at] = lower;
    at = child;
  }
  heap[at] = last;
  return first;
}
