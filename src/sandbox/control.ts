import { z } from 'zod';
import { type Answer, answers, generalError } from './answer.ts';
import { type Faults, readFaults } from './faults.ts';
import type { LinkStore } from './link-store.ts';
import { paymentStatuses } from './payment.ts';
import type { SandboxStats } from './sandbox-stats.ts';

/** The control interface of the sandbox, for trials by hand. */
export interface Controls {
  readonly store: LinkStore;
  readonly now: () => number;
  readonly stats: () => SandboxStats;
  readonly setFaults: (faults: Faults) => void;
}

const paymentBody = z.strictObject({ link: z.string(), status: z.enum(paymentStatuses) });

function paymentIn(text: string): z.infer<typeof paymentBody> | undefined {
  try {
    return paymentBody.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function switchFaults(text: string, { setFaults }: Controls): Answer {
  const faults = readFaults(text);
  if (!faults) return answers.invalidBody;
  setFaults(faults);
  return { status: 200, body: faults };
}

function pay(text: string, { store, now }: Controls): Answer {
  const wanted = paymentIn(text);
  if (!wanted) return answers.invalidBody;
  const { link, status } = wanted;
  if (!store.find(link)) return answers.notFound;
  const payment = store.pay(link, status, now());
  if (!payment) return generalError(400, 'invalid_request', `No payment of the link can be ${status}`);
  return { status: 200, body: { id: payment.id, link, status } };
}

/**
 * Answers `GET /sandbox/stats`, `POST /sandbox/faults` with all the faults, and `POST /sandbox/payments` with
 * `{link, status}`. `text` is undefined where the body was too large.
 */
export function answerControl(
  method: string,
  path: string,
  text: string | undefined,
  controls: Controls,
): Answer {
  if (method === 'GET' && path === '/sandbox/stats') return { status: 200, body: controls.stats() };
  const act = { '/sandbox/faults': switchFaults, '/sandbox/payments': pay }[path];
  if (method !== 'POST' || !act) return answers.notFound;
  return text === undefined ? answers.tooLarge : act(text, controls);
}
