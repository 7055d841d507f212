import config from './jest.config.js';

/** The tests that need LibreOffice: `npm run test:office`. */
export default {
  ...config,
  testPathIgnorePatterns: ['/node_modules/'],
  testMatch: ['<rootDir>/test/office/**/*.test.ts'],
};
