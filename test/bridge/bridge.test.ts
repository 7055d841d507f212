import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Bridge, BridgeSettings } from '../../src/bridge/bridge.ts';
import type { Iban } from '../../src/domain/instruction.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { linkRequest, openBridge, soon } from './open-bridge.ts';

const versions: BridgeSettings['version'][] = ['2021-06-01', '2025-01-15'];
const window = () => ({ since: Date.now() - 60_000, until: Date.now() + 60_000 });

describe.each(versions)('a Bridge client against a sandbox of %s', (version) => {
  let sandbox: Sandbox;
  let bridge: Bridge;

  beforeEach(async () => {
    sandbox = await startSandbox({ now: Date.now, random: Math.random });
    bridge = openBridge(sandbox.url, { version });
  });

  afterEach(async () => {
    await bridge.close();
    await sandbox.close();
  });

  async function created(change = {}) {
    const reply = await bridge.createLink(linkRequest(change), soon());
    if (reply.kind !== 'created') throw new Error(JSON.stringify(reply));
    return reply;
  }

  test('lists a created link with every field that identifies it', async () => {
    const request = linkRequest();
    const { id, url } = await created();
    const listing = await bridge.listLinks(window());
    expect(listing).toEqual({
      kind: 'listed',
      links: [
        {
          id,
          url,
          status: 'valid',
          reference: request.reference,
          tag: request.tag,
          amountCents: request.amountCents,
          label: request.label,
          ibanEnds: 'FR40…J28',
          transactionCount: 1,
          currency: 'EUR',
          iban: { head: 'FR40', tail: 'J28' },
          beneficiaryName: 'Ada Example',
          endToEndId: request.endToEndId,
          payer: request.payer,
          expiresAt: new Date(request.expiresAt).toISOString(),
          createdAt: expect.any(String),
        },
      ],
      providerTimeMs: expect.any(Number),
    });
  });

  test('sends every field of a request to Bridge unchanged', async () => {
    const request = linkRequest({ callbackUrl: 'https://example.com/done' });
    await created({ callbackUrl: 'https://example.com/done' });
    expect(sandbox.links()[0]?.body).toMatchObject({
      user: { company_name: 'Example SARL', external_reference: 'customer-17' },
      transactions: [
        {
          amount: 120.98,
          currency: 'EUR',
          label: request.label,
          end_to_end_id: request.endToEndId,
          client_reference: request.tag,
          beneficiary: { first_name: 'Ada', last_name: 'Example', iban: request.iban },
        },
      ],
      expired_date: request.expiresAt,
      client_reference: request.reference,
      callback_url: 'https://example.com/done',
    });
  });

  test('sends no beneficiary where there is no IBAN', async () => {
    const { iban: _, ...request } = linkRequest();
    expect(await bridge.createLink(request, soon())).toMatchObject({ kind: 'created' });
    expect(sandbox.links()[0]?.body.transactions[0]).not.toHaveProperty('beneficiary');
  });

  test('follows pages to the end, each link once, newest first', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 7; index++) ids.unshift((await created({ reference: `r-${index}` })).id);
    const listed: string[] = [];
    let next: string | undefined;
    let pages = 0;
    do {
      const listing = await bridge.listLinks({ ...window(), limit: 3, ...(next !== undefined && { next }) });
      if (listing.kind !== 'listed') throw new Error(JSON.stringify(listing));
      listed.push(...listing.links.map((link) => link.id));
      next = listing.next;
      pages++;
    } while (next !== undefined);
    expect(listed).toEqual(ids);
    expect(pages).toBe(3);
  });

  test('reads a revoked link back as revoked, and gets a refusal for the second revocation', async () => {
    const { id } = await created();
    expect(await bridge.getLink(id)).toMatchObject({ kind: 'found', link: { status: 'valid' } });
    expect(await bridge.revokeLink(id)).toEqual({ kind: 'revoked' });
    expect(await bridge.getLink(id)).toMatchObject({ kind: 'found', link: { status: 'revoked' } });
    expect(await bridge.revokeLink(id)).toMatchObject({ kind: 'refused' });
  });

  test('answers absent for a link that never existed', async () => {
    expect(await bridge.getLink('never-was')).toEqual({ kind: 'absent' });
    expect(await bridge.revokeLink('never-was')).toEqual({ kind: 'absent' });
  });

  test('lists every payment of a link, newest first, and those of no other link', async () => {
    const { id } = await created();
    const { id: other } = await created({ reference: 'refund-1002' });
    expect(await bridge.listPayments(id)).toEqual({ kind: 'listed', payments: [] });
    sandbox.pay(id, 'RJCT');
    sandbox.pay(id, 'ACTC');
    sandbox.pay(other, 'PDNG');
    expect(await bridge.listPayments(id)).toEqual({
      kind: 'listed',
      payments: [
        { status: 'ACTC', updatedAt: expect.any(String) },
        { status: 'RJCT', updatedAt: expect.any(String) },
      ],
    });
    sandbox.pay(id, 'PDNG');
    sandbox.pay(id, 'RJCT');
    expect(await bridge.listPayments(id)).toMatchObject({
      payments: [{ status: 'RJCT' }, { status: 'RJCT' }],
    });
    expect(await bridge.getLink(id)).toMatchObject({ link: { status: 'completed' } });
  });

  test('lists 50 payments in full, and is silent about 51', async () => {
    const { id } = await created();
    for (let count = 0; count < 50; count++) sandbox.pay(id, 'CREA');
    const listed = await bridge.listPayments(id);
    expect(listed.kind === 'listed' && listed.payments.length).toBe(50);
    expect(sandbox.stats().callsByKind.payments).toBe(1);
    sandbox.pay(id, 'CREA');
    expect(await bridge.listPayments(id)).toMatchObject({ kind: 'silent' });
  });

  test("returns a refusal with Bridge's property", async () => {
    const request = linkRequest({ label: 'a:b', iban: 'FR4014508000406764668712J29' as Iban });
    const reply = await bridge.createLink(request, soon());
    expect(reply).toMatchObject({
      kind: 'refused',
      failure: {
        code: 'provider_refused',
        field: 'transactions[0].label',
        detail: expect.stringContaining('payment.transaction.characters_not_allowed'),
      },
    });
    expect(sandbox.links()).toHaveLength(0);
  });

  test('answers silent for lost answers, errors and garbage, busy for a busy provider, and sends nothing twice', async () => {
    const faults = { answerLostAfterCommit: 1, errorBeforeCommit: 1, errorAfterCommit: 1, garbage: 1 };
    for (const [fault, share] of Object.entries(faults)) {
      sandbox.setFaults({ [fault]: share });
      expect(await bridge.createLink(linkRequest(), soon())).toMatchObject({ kind: 'silent' });
    }
    sandbox.setFaults({ busy: { share: 1, retryAfterSeconds: 2 } });
    expect(await bridge.createLink(linkRequest(), soon())).toEqual({ kind: 'busy', retryAfterMs: 2_000 });
    sandbox.setFaults({ lockedOut: true });
    expect(await bridge.createLink(linkRequest(), soon())).toMatchObject({ kind: 'lockedOut' });
    expect(sandbox.stats()).toMatchObject({ calls: 6, creations: 3, answered429: 1 });
  });

  test('measures the clock of a provider on the same machine to within a second', async () => {
    expect(bridge.clockOffsetMs()).toBeUndefined();
    await bridge.listLinks(window());
    expect(Math.abs(bridge.clockOffsetMs() ?? Number.NaN)).toBeLessThanOrEqual(1_000);
  });
});
