import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { metrics } from '../../src/domain/measurement.ts';
import { rendererOf } from '../../src/i18n/i18n.ts';
import { type MetricsServer, startMetrics } from '../../src/metrics/metrics.ts';

let server: MetricsServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const place = { port: 0, host: '127.0.0.1' };
const { render } = rendererOf('en');
const open = { name: 'linkmill_batches_open', labels: { account: 'a' }, value: 2 } as const;
const get = (path: string, init: RequestInit = {}) => fetch(`http://127.0.0.1:${server?.port}${path}`, init);

test("measurements are served in Prometheus' format, and scrapes within a second share one", async () => {
  let asked = 0;
  let now = 0;
  const gather = async () => {
    asked += 1;
    return [
      open,
      { name: 'linkmill_calls_total', labels: { account: 'a', call: 'c', reply: 'r' }, value: 7 } as const,
    ];
  };
  server = await startMetrics(place, gather, () => now, render);
  const text = await (await get('/metrics')).text();
  expect(text).toContain(
    '# HELP linkmill_batches_open Batches that are not finished.\n# TYPE linkmill_batches_open gauge\nlinkmill_batches_open{account="a"} 2\n',
  );
  expect(text).toContain('linkmill_calls_total{account="a",call="c",reply="r"} 7\n');
  expect(text).not.toContain('\n\n');
  await get('/healthz');
  expect(asked).toBe(1);
  now = 1_000;
  await get('/metrics');
  expect(asked).toBe(2);
});

test('only GET of /metrics and /healthz is answered; a ledger that does not answer is 503', async () => {
  server = await startMetrics(
    place,
    () => Promise.reject(new Error('away')),
    () => 0,
    render,
  );
  expect((await get('/metrics', { method: 'POST' })).status).toBe(404);
  expect((await get('/')).status).toBe(404);
  expect((await get('/metrics')).status).toBe(503);
  expect(await (await get('/healthz')).text()).not.toContain('away');
});

test('a port that is taken throws an AppError', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((done) => other.once('listening', done));
  const { port } = other.address() as { port: number };
  await expect(
    startMetrics(
      { ...place, port },
      async () => [],
      () => 0,
      render,
    ),
  ).rejects.toThrow('port_taken');
  other.close();
});

test('dashboard and alerts use only metrics and labels that exist', () => {
  const dashboard = JSON.parse(readFileSync('docs/grafana/linkmill.json', 'utf8')) as {
    panels: { targets: { expr: string }[] }[];
  };
  const alerts = [...readFileSync('docs/grafana/alerts.yml', 'utf8').matchAll(/expr: (.+)$/gm)].map(
    ([, expr = '']) => expr,
  );
  const asked = [...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)), ...alerts];
  const words = 'absent up max min sum by rate account instance job'.split(' ');
  const known = new Set([
    ...Object.keys(metrics),
    ...Object.values(metrics).flatMap(({ labels }) => [...labels]),
    ...words,
  ]);
  const unknown = asked.flatMap((expr) =>
    expr
      .replaceAll(/"[^"]*"|\[1m\]/g, '')
      .match(/[a-z_]+/g)
      ?.filter((word) => !known.has(word)),
  );
  expect(unknown).toEqual([]);
  const shown = new Set(asked.flatMap((expr) => expr.match(/linkmill_\w+/g)));
  expect(Object.keys(metrics).filter((name) => !shown.has(name))).toEqual([]);
});
