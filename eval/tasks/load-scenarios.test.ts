import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { InputError } from '../jsonl.ts'
import { loadScenarios } from './load-scenarios.ts'
import { run } from './run.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scenarios-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const plain = { id: 'a-1', lang: 'zh', customer: { shopCustomerId: null }, opening: ['查物流'], expect: {} }

async function fileOf(...rows: (object | string)[]): Promise<string> {
  const file = join(folder, `${crypto.randomUUID()}.jsonl`)
  await writeFile(file, rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n'))
  return file
}

/** The one sentence a bad file ends with, without the name of the folder. */
async function complaint(...rows: (object | string)[]): Promise<string> {
  const file = await fileOf(...rows)
  try {
    loadScenarios(file)
  } catch (error) {
    expect(error).toBeInstanceOf(InputError)
    return (error as Error).message.replaceAll(file, 'F')
  }
  throw new Error('the file was accepted')
}

it('fills in what the format leaves open and ignores fields it does not know', async () => {
  const [story] = loadScenarios(await fileOf({ ...plain, mood: 'sunny' }))
  expect(story).toMatchObject({
    customer: { signedIn: false },
    setup: { agentsOnline: 0, faults: [] },
    maxTurns: 14,
    expect: { handoff: 'allowed', ticket: 'allowed', systems: [] },
    folder,
  })
})

it('names file, line and field of what is wrong, in one sentence', async () => {
  expect(await complaint('{"id":')).toBe('F:1: not valid JSON')
  expect(await complaint(plain, { ...plain, id: 'a-2', opening: [] })).toMatch(/^F:2: "opening" [^\n]+$/)
  expect(await complaint({ ...plain, lang: 'fr' })).toMatch(/^F:1: "lang" [^\n]+$/)
  expect(await complaint({ ...plain, answers: [{ when: '(', say: 'x' }] })).toBe(
    'F:1: "answers.0.when" is not a regular expression',
  )
  expect(await complaint({ ...plain, answers: [{ when: 'x' }] })).toBe(
    'F:1: "answers.0" needs one of say, click, file, end',
  )
  expect(await complaint({ ...plain, answers: [{ when: 'x', file: 'none.jpg' }] })).toBe(
    'F:1: "answers.file" none.jpg does not exist',
  )
  expect(await complaint({ ...plain, expect: { calls: { must: ['refund'] } } })).toBe(
    'F:1: "expect.calls.must.0" must look like payments.createRefund',
  )
  expect(await complaint(plain, plain)).toBe('F:2: "id" a-1 is taken by F:1 already')
})

it('refuses wrong options before anything is started', async () => {
  const file = await fileOf(plain)
  const out = join(folder, 'o')
  const refused = (words: RegExp, ...args: string[]) => expect(run(args)).rejects.toThrow(words)
  await refused(/--scenarios FILE is missing/)
  await refused(/--out FILE is missing/, '--scenarios', file)
  await refused(/--k must be a whole number from 1 to 100/, '--scenarios', file, '--out', out, '--k', '0')
  await refused(/--noise must be a number from 0 to 1/, '--scenarios', file, '--out', out, '--noise', '2')
  await refused(/no scenario tagged "x"/, '--scenarios', file, '--out', out, '--only', 'x')
  await refused(/no such file or directory/, '--scenarios', join(folder, 'absent'), '--out', out)
  await refused(/Unknown option '--scenario'/, '--scenario', file)
})
