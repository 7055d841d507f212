import { expect, test } from '@jest/globals';
import type { AccountContext } from '../../src/actions/account-context.ts';
import { type Message, message } from '../../src/i18n/messages.ts';
import { realClock } from '../../src/wiring.ts';
import {
  type ServableAccounts,
  type Service,
  startSupervisor,
  type WorkerSupervisor,
} from '../../workers/supervisor.ts';
import { waitUntil } from '../support/wait-until.ts';

/** What was done for each account, in order. */
const auditEvents: string[] = [];
const shown: Message[] = [];
let listAccounts: ServableAccounts = { services: [], unserved: [] };
/** How often the roll was called. */
let calls = 0;
let supervisor: WorkerSupervisor;

function service(accountId: string, change: Partial<Service> & { stop?: () => Promise<void> } = {}): Service {
  const { stop = async () => undefined, ...rest } = change;
  const mark = change.mark ?? '1';
  return {
    accountId,
    label: accountId,
    mark,
    async start() {
      auditEvents.push(`start ${accountId} ${mark}`);
      return {
        context: { installation: accountId } as AccountContext,
        async stop() {
          await stop();
          auditEvents.push(`stop ${accountId} ${mark}`);
        },
      };
    },
    ...rest,
  };
}

function follow(services: readonly Service[], unserved: ServableAccounts['unserved'] = []): void {
  listAccounts = { services, unserved };
}

async function withSupervisor(work: () => Promise<void>): Promise<void> {
  auditEvents.length = 0;
  shown.length = 0;
  supervisor = startSupervisor(
    async () => {
      calls += 1;
      return listAccounts;
    },
    realClock,
    (line) => void shown.push(line),
    10,
  );
  try {
    await work();
  } finally {
    await supervisor.stop();
  }
}

const because = (words: string) => [message('words', { words })];

const done = (auditEvent: string) => waitUntil(auditEvent, () => auditEvents.includes(auditEvent));

test('an account that is added is worked for, one that is removed stops in order', async () => {
  follow([service('one')]);
  await withSupervisor(async () => {
    await done('start one 1');
    follow([service('one'), service('two')]);
    await done('start two 1');
    follow([service('two')]);
    await done('stop one 1');
    expect([...supervisor.contexts().keys()]).toEqual(['two']);
  });
  expect(auditEvents).toEqual(['start one 1', 'start two 1', 'stop one 1', 'stop two 1']);
});

test('an account with other settings is stopped first and then started anew', async () => {
  follow([service('one')]);
  await withSupervisor(async () => {
    await done('start one 1');
    follow([service('one', { mark: '2' })]);
    await done('start one 2');
    expect(auditEvents).toEqual(['start one 1', 'stop one 1', 'start one 2']);
  });
});

test('an account that does not start or stop does not delay the others', async () => {
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const broken = service('broken', { start: () => Promise.reject(new Error('no room')) });
  follow([broken, service('slow', { stop: () => held }), service('one')]);
  await withSupervisor(async () => {
    await done('start one 1');
    follow([broken, service('two')]);
    await done('start two 1');
    await done('stop one 1');
    expect(auditEvents).not.toContain('stop slow 1');
    const line = message('serving_not_started', { account: 'broken', reasons: because('no room') });
    expect(shown.filter((one) => JSON.stringify(one) === JSON.stringify(line))).toHaveLength(1);
    letGo();
    await done('stop slow 1');
  });
});

test('why an account is not worked for is shown once, until the reason changes', async () => {
  follow([], [{ label: 'one', reasons: because('its file is missing') }]);
  await withSupervisor(async () => {
    const before = calls;
    await waitUntil('the roll was called again and again', () => calls > before + 3);
    expect(shown).toEqual([
      message('serving_not', { account: 'one', reasons: because('its file is missing') }),
    ]);
    follow([], [{ label: 'one', reasons: because('its file is empty') }]);
    await waitUntil('the other reason is shown', () => shown.length === 2);
  });
});

test('an account that is wanted and cannot run is reported until it runs or is no longer wanted', async () => {
  const broken = service('broken', { start: () => Promise.reject(new Error('no room')) });
  follow(
    [broken, service('one')],
    [
      { accountId: 'two', label: 'shop', reasons: because('its file is missing') },
      { label: 'mall', reasons: because('it is damaged') },
    ],
  );
  await withSupervisor(async () => {
    await waitUntil('it stumbles', () => supervisor.unserved().has('broken'));
    expect([...supervisor.unserved()].toSorted()).toEqual(['broken', 'mall', 'two']);
    follow([service('two')]);
    await done('start two 1');
    await waitUntil('none is left', () => supervisor.unserved().size === 0);
  });
});

test('a roll that cannot be called leaves all as it is', async () => {
  follow([service('one')]);
  await withSupervisor(async () => {
    await done('start one 1');
    const before = listAccounts;
    listAccounts = undefined as unknown as ServableAccounts;
    await waitUntil('it is shown', () => shown.some(({ code }) => code === 'accounts_not_read'));
    listAccounts = before;
    expect(auditEvents).toEqual(['start one 1']);
  });
});
