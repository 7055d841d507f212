import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { settings } from '../../src/config.ts';
import { root, textOf } from './source-files.ts';

test('the compose file hands every setting to the workers that a container can use, and no other', () => {
  const compose = textOf('docker-compose.yml');
  const block = compose.slice(compose.indexOf('x-settings:'), compose.indexOf('\nservices:'));
  const passed = [...block.matchAll(/^ {2}([A-Z_]+): (.+)$/gm)];
  for (const [, name, value] of passed)
    if (name !== 'REDIS_URL') expect(value).toMatch(new RegExp(`^\\$\\{${name}:-(info)?\\}$`));
  // Files and folders of the container itself.
  const ofFiles = /^(REDIS_\w+_FILE|LINKMILL_KEY_FILE|LINKMILL_DATA_DIR)$/;
  const due = settings.map(({ name }) => name as string).filter((name) => !ofFiles.test(name));
  expect(passed.map(([, name]) => name).toSorted()).toEqual(due.toSorted());
  expect(compose).toMatch(/environment: \*settings[\s\S]*replicas: 2/);
});

test('the unit of systemd holds what is promised, and systemd takes it where there is one', () => {
  const path = 'docs/deploy/linkmill-worker.service';
  const unit = textOf(path);
  for (const line of unit.split('\n')) expect(line).toMatch(/^(#.*|\[\w+\]|[A-Z]\w+=.*|)$/);
  for (const line of [
    'KillSignal=SIGTERM',
    'Restart=on-failure',
    'ProtectSystem=strict',
    'StateDirectory=linkmill',
  ])
    expect(unit).toContain(`\n${line}\n`);
  const longestDrainSeconds = Number(/longestDrainMs = (\d+)_000/.exec(textOf('src/cli/main.ts'))?.[1]);
  expect(Number(/TimeoutStopSec=(\d+)/.exec(unit)?.[1])).toBeGreaterThan(longestDrainSeconds);
  const verified = spawnSync('systemd-analyze', ['verify', join(root, path)], { encoding: 'utf8' });
  if (verified.error !== undefined) return;
  // That the program is not in /opt on this machine is no fault of the unit.
  const said = verified.stderr
    .split('\n')
    .filter((line) => line.includes('linkmill') && !line.includes('executable'));
  expect(said).toEqual([]);
});
