import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { configurationPage, readConfig } from './config.ts'
import { settings } from './settings.ts'

test('without any variable everything has a sensible value', () => {
  expect(readConfig({})).toMatchObject({
    PORT: 8800,
    DEMO: true,
    DATABASE_URL: undefined,
    ROLES: ['edge', 'worker', 'scheduler'],
  })
})

test('an empty variable counts as not set', () => {
  expect(readConfig({ PORT: '', REDIS_URL: ' ' })).toEqual(readConfig({}))
})

test.each([
  ['PORT', 'eight', 'PORT must be a port number (0 picks a free one), not "eight".'],
  ['PORT', '70000', 'PORT must be a port number (0 picks a free one), not "70000".'],
  ['DEMO', 'yes', 'DEMO must be 0 or 1, not "yes".'],
  ['ROLES', 'edge,boss', 'ROLES must be a comma-separated list of edge, worker, scheduler, not "edge,boss".'],
  ['PUBLIC_URL', 'example.com', 'PUBLIC_URL must be an http or https URL, not "example.com".'],
  ['LOG_LEVEL', 'loud', 'LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent, not "loud".'],
])('a wrong %s (%s) is named in one sentence', (name, value, sentence) => {
  expect(() => readConfig({ [name]: value })).toThrow(sentence)
})

test('a wrong value that may hold a password is not repeated', () => {
  expect(() => readConfig({ DATABASE_URL: 'mysql://me:hunter2@db/x' })).toThrow(
    /^DATABASE_URL must be a postgresql:\/\/ URL, not what was given\.$/,
  )
  expect(() => readConfig({ SECRET_KEY: 'short' })).toThrow(/^SECRET_KEY must be 32 bytes .*, not what was given\.$/)
})

test('a model service without the name of a model is refused', () => {
  expect(() => readConfig({ MODEL_URL: 'http://localhost:1/v1' })).toThrow(
    'MODEL_NAME must be set together with MODEL_URL.',
  )
})

test('every variable is explained', () => {
  for (const { about, expects } of Object.values(settings)) {
    expect(about).toMatch(/\.$/)
    expect(expects.length).toBeGreaterThan(5)
  }
})

test('docs/configuration.md tells what the program reads', async () => {
  const page = await readFile(new URL('../../docs/configuration.md', import.meta.url), 'utf8')
  expect(page, 'run: npm run configuration').toBe(configurationPage())
})
