export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  // They need LibreOffice; see jest.office.config.js.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/office/'],
  extensionsToTreatAsEsm: ['.ts'],
  // A backstop against hanging alone: no test may fail because a machine is slow.
  testTimeout: 900_000,
  // Two cores, and tests of processes that wait for half of their time.
  maxWorkers: 3,
  globalSetup: '<rootDir>/test/support/global-setup.js',
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        swcrc: false,
        jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
};
