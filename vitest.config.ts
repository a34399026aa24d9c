import { defineConfig } from 'vitest/config'

const excluded = ['**/node_modules/**', '**/dist/**', 'data/**']
const browserTests = '**/*.browser.test.ts'

/** Three kinds: pure (no I/O), with a real database, and with a real browser. */
export default defineConfig({
  test: {
    // One process a core: left to itself vitest keeps a core free, which is half of a small machine.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{contracts,engines,console,widget,packs,tools}/**/*.test.{ts,tsx,mjs}'],
          exclude: [...excluded, browserTests],
        },
      },
      {
        test: {
          name: 'integration',
          include: ['{server,examples,eval,bench,chaos}/**/*.test.ts'],
          exclude: [...excluded, browserTests],
          globalSetup: 'server/test/world.ts',
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: [browserTests],
          exclude: excluded,
          globalSetup: 'server/test/world.ts',
          testTimeout: 60_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
