import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { settingNames } from '../../src/domain/settings/settings.ts';
import { root, textOf } from './source-files.ts';

test('the compose file passes exactly the settings that a container can use to the workers', () => {
  const compose = textOf('docker-compose.yml');
  const block = compose.slice(compose.indexOf('x-settings:'), compose.indexOf('\nservices:'));
  const passed = [...block.matchAll(/^ {2}([A-Z_]+): (.+)$/gm)];
  for (const [, name, value] of passed) expect(value).toMatch(new RegExp(`^\\$\\{${name}:-(info)?\\}$`));
  // Not passed: files and folders of the container itself, and the address that the compose file builds from the password.
  const ofFiles = /^(REDIS_\w+|LINKMILL_KEY_FILE|LINKMILL_DATA_DIR)$/;
  const due = settingNames.filter((name) => !ofFiles.test(name));
  expect(passed.map(([, name]) => name).toSorted()).toEqual(due.toSorted());
  expect(compose).toMatch(/environment: \*settings[\s\S]*replicas: 2/);
});

/** The services of the compose file, by name. */
function servicesOf(compose: string): Map<string, string> {
  const all = compose.slice(compose.indexOf('\nservices:'), compose.indexOf('\nvolumes:'));
  return new Map(
    all.split(/\n(?= {2}\w+:\n)/).flatMap((part) => {
      const name = /^ {2}(\w+):\n/.exec(part)?.[1];
      return name === undefined ? [] : [[name, part] as const];
    }),
  );
}

test('the compose file publishes ports only on this machine and only under a profile, and holds no password', () => {
  const services = servicesOf(textOf('docker-compose.yml'));
  expect([...services.keys()]).toEqual(['access', 'redis', 'local', 'worker', 'sandbox']);
  for (const [name, text] of services) {
    const isAskedFor = /^ {4}profiles: \[\w+\]$/m.test(text);
    expect([name, /^ {4}ports:/m.test(text)]).toEqual([name, isAskedFor]);
    for (const [, ports] of text.matchAll(/^ {4}ports: (.+)$/gm))
      expect(ports).toMatch(/^\["127\.0\.0\.1:\d+:\d+"\]$/);
  }
  expect(services.get('redis')).toContain('redis-server --aclfile /access/users.acl ');
  expect(services.get('worker')).toContain('export REDIS_URL="redis://linkmill:$$password@redis:6379"');
  expect(textOf('docker-compose.yml')).not.toMatch(/password: |requirepass|:\/\/redis:/);
});

test('the image contains nothing of development, and its build uses only listed files', () => {
  const compose = textOf('docker-compose.yml');
  const last = compose.slice(compose.lastIndexOf('FROM node:'), compose.indexOf('image: linkmill'));
  expect(last).toContain('npm ci --omit=dev --ignore-scripts');
  expect(last.match(/COPY .*/g)).toEqual([
    'COPY package.json package-lock.json .npmrc ./',
    'COPY --from=build /app/dist dist',
  ]);
  expect(compose.match(/npm ci.*/g)?.every((line) => line.includes('--ignore-scripts'))).toBe(true);
  expect(
    textOf('.dockerignore')
      .split('\n')
      .filter((line) => !/^(#|!|$)/.test(line)),
  ).toEqual(['*']);
});

/** The systemd settings of the unit, by section: systemd itself only warns of a misspelt one. */
const unitSettings: Readonly<Record<string, readonly string[]>> = {
  Unit: ['Description', 'Documentation', 'Wants', 'After'],
  Service: [
    ...[
      'ExecStart',
      'EnvironmentFile',
      'User',
      'Group',
      'StateDirectory',
      'StateDirectoryMode',
      'WorkingDirectory',
    ],
    ...['UMask', 'KillSignal', 'KillMode', 'TimeoutStopSec', 'Restart', 'RestartSec', 'NoNewPrivileges'],
    ...[
      'ProtectSystem',
      'ReadWritePaths',
      'ProtectHome',
      'PrivateTmp',
      'RemoveIPC',
      'PrivateDevices',
      'ProtectClock',
    ],
    ...[
      'ProtectHostname',
      'ProtectKernelTunables',
      'ProtectKernelModules',
      'ProtectKernelLogs',
      'ProtectControlGroups',
    ],
    ...[
      'ProtectProc',
      'RestrictAddressFamilies',
      'RestrictNamespaces',
      'RestrictRealtime',
      'RestrictSUIDSGID',
    ],
    ...['LockPersonality', 'SystemCallArchitectures', 'SystemCallFilter', 'CapabilityBoundingSet'],
  ],
  Install: ['WantedBy'],
};

const unitPath = 'docs/deploy/linkmill-worker.service';

/** The settings of a unit as `Section.Name=value`. */
function settingsOf(unit: string): string[] {
  let section = '';
  return unit.split('\n').flatMap((line) => {
    if (line === '' || line.startsWith('#')) return [];
    const head = /^\[(\w+)\]$/.exec(line)?.[1];
    section = head ?? section;
    return head === undefined ? [`${section}.${line}`] : [];
  });
}

test('the systemd unit has exactly the listed settings, and the promised values', () => {
  const found = settingsOf(textOf(unitPath));
  const known = Object.entries(unitSettings).flatMap(([section, names]) =>
    names.map((name) => `${section}.${name}`),
  );
  expect(found.map((line) => line.split('=')[0]).toSorted()).toEqual(known.toSorted());
  expect(found).toEqual(
    expect.arrayContaining([
      'Service.User=linkmill',
      'Service.KillSignal=SIGTERM',
      'Service.Restart=on-failure',
      'Service.ProtectSystem=strict',
      'Service.StateDirectory=linkmill',
      'Service.ReadWritePaths=-/srv/linkmill',
    ]),
  );
  const longestDrainSeconds = Number(/longestDrainMs = (\d+)_000/.exec(textOf('src/cli/main.ts'))?.[1]);
  const stop = found.find((line) => line.startsWith('Service.TimeoutStopSec='));
  expect(Number(stop?.split('=')[1])).toBeGreaterThan(longestDrainSeconds);
});

test('systemd-analyze, where installed, finds nothing wrong with the unit', () => {
  const verified = spawnSync('systemd-analyze', ['verify', join(root, unitPath)], { encoding: 'utf8' });
  // Not installed is the only accepted error; the test above checks the settings.
  if (verified.error !== undefined) expect(verified.error).toMatchObject({ code: 'ENOENT' });
  // The program is not in /opt on the machine that tests, so complaints about the executable do not count.
  const complaints = (verified.stderr ?? '')
    .split('\n')
    .filter((line) => line.includes('linkmill') && !line.includes('executable'));
  expect(complaints).toEqual([]);
});

test('the README shows schedules with the paths that workers see', () => {
  const readme = textOf('README.md');
  const inside = /volumes: \["\.\/inbox:([^"]+)"/.exec(textOf('docker-compose.yml'))?.[1];
  expect(readme).toContain(`docker compose run --rm worker schedule add`);
  expect(readme).toContain(`--inbox ${inside}\n`);
  expect(readme).toContain('/srv/linkmill/inbox');
});
