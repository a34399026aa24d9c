import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newDialogue } from '@loopdesk/engines/dialogue/state.ts'
import { flowDefinition } from '@loopdesk/engines/flow/definition.ts'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../../test/world.ts'
import { silentLog } from '../../infra/log.ts'
import { createWorkspace } from '../identity/workspaces.ts'
import { embeds, refusesWith, startEmbeddingService } from '../models/embeddings-test-service.ts'
import { type Embedder, makeEmbeddingGateway } from '../models/index.ts'
import { type Brain, buildBrain } from './brain.ts'
import { readCorePack } from './core-pack.ts'
import { type EmbeddingHeads, makeEmbeddingHeads } from './embedding-heads.ts'
import { makeUnderstander } from './embedding-ladder.ts'
import { readMessage } from './read-message.ts'
import type { ToUnderstand } from './understander.ts'

/** Made-up words, so that only vectors can know which go together. */
const trades = {
  glazing: ['blorpen', 'frindel', 'quastig', 'mellorn', 'vuntrap', 'zarbick'],
  roofing: ['tirrowel', 'hobbast', 'crenning', 'plemmit', 'wodgely', 'nurfiss'],
}
const unseen = { glazing: 'yibberdash', roofing: 'skolvetti' }

/** A small part of what comes with the product, so that learning is quick. */
const whole = readCorePack()
const core = {
  ...whole,
  intents: whole.intents.filter(({ id }) => /^(handoff|thanks|greet|cancel|out_of_scope)/.test(id)),
}
const meanings = [
  ...Object.entries(trades).map(([id, words]) => [...words, unseen[id as keyof typeof unseen]]),
  ...core.intents.map(({ examples }) => [...examples.zh, ...examples.en]),
]

/** One direction for each matter, a little blurred. */
function vectorOf(text: string): number[] {
  const matter = meanings.findIndex((words) => words.some((word) => text.includes(word)))
  const letters = [...text].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)!) % 9973, 7)
  return Array.from({ length: 12 }, (_, i) => (matter === i ? 4 : 0) + 0.3 * Math.sin(letters * (i + 1)))
}

const flows = new Map(
  Object.entries(trades).map(([id, words]) => {
    const name = { zh: id, en: id }
    const examples = { zh: [], en: words.map((word) => `${word} please`) }
    const definition = flowDefinition.parse({
      id,
      name,
      description: name,
      examples,
      slots: {},
      start: 'end',
      nodes: { end: { type: 'end', outcome: 'solved' } },
    })
    return [id, { definition, version: 1 }] as const
  }),
)

let database: TestDatabase
let service: Awaited<ReturnType<typeof startEmbeddingService>>
let workspaceId: string
let modelDir: string
let embedder: Embedder
let heads: EmbeddingHeads
let brain: Brain

beforeAll(async () => {
  database = await openTestDatabase()
  modelDir = await mkdtemp(join(tmpdir(), 'heads-'))
  workspaceId = (await createWorkspace(database.db, { slug: 'trades', name: 'Trades' })).id
  service = await startEmbeddingService(embeds(vectorOf))
  embedder = makeEmbeddingGateway({
    endpoint: { url: service.url, model: 'vec' },
    batch: 100,
    price: 1,
    db: database.db,
    log: silentLog,
    now: () => new Date(),
  })
  heads = makeEmbeddingHeads({ embedder, modelDir, log: silentLog, now: () => new Date() })
  brain = await build(heads)
}, 60_000)
afterAll(async () => {
  await embedder.close()
  await service.close()
  await database.close()
  await rm(modelDir, { recursive: true, force: true })
})

async function build(heads: EmbeddingHeads): Promise<Brain> {
  const sources = {
    version: 1,
    timeZone: 'UTC',
    flows,
    records: new Map(),
    entries: [],
    smallTalk: [],
    catalogue: [],
  }
  const built = await buildBrain(sources, core, modelDir, (intents, data) => heads.prepare(workspaceId, intents, data))
  await vi.waitFor(() => expect(heads.headOf(built.intents)).toBeDefined(), { timeout: 50_000, interval: 20 })
  return built
}

const understander = () =>
  makeUnderstander({
    log: silentLog,
    models: undefined,
    heads,
    brainOf: async () => brain,
    waitMs: 250,
    embeddingsBelow: 0.9,
    modelBelow: 0.9,
  })

function said(text: string): ToUnderstand {
  const now = new Date('2026-03-02T02:00:00Z')
  return {
    workspaceId,
    conversationId: crypto.randomUUID(),
    reading: readMessage(brain, { text, choice: null, files: [], language: 'en', now }),
    state: newDialogue('en'),
    context: {
      flows: new Map([...flows].map(([id, { definition }]) => [id, definition])),
      options: () => [],
      recordPointers: (type) => ({ idType: type, catalogue: null }),
    },
    history: [],
  }
}

test('a word nobody taught is understood by its vector, and the trace says by whom and at what cost', async () => {
  service.answers(embeds(vectorOf))
  for (const [id, word] of Object.entries(unseen)) {
    const input = said(`${word} please`)
    const proposal = await understander().propose(input)
    expect(proposal.commands[0]).toMatchObject({ type: 'start_flow', flow: id })
    expect(proposal.by).toBe('embeddings:vec-0001')
    expect(proposal.embedded).toMatchObject({ model: 'vec-0001', tokensIn: input.reading.spelt.length })
    expect(proposal.embedded!.cost).toBeGreaterThan(0)
    expect(proposal.reading!.intents[0]!.label).toBe(id)
  }
  expect(service.received.map(({ body }) => body.input)).toEqual(
    Object.values(unseen).map((word) => [`${word} please`]),
  )
})

test('what the built-in recogniser is sure of is sent nowhere', async () => {
  service.answers(embeds(vectorOf))
  expect((await understander().propose(said('I want to talk to a human'))).by).toBe('built-in')
  expect(service.received).toHaveLength(0)
})

test('a service that fails or is late leaves the built-in answer, in time', async () => {
  const input = said(`${unseen.glazing} please`)
  service.answers(refusesWith(400, { message: 'no' }))
  expect((await understander().propose(input)).by).toBe('built-in (embeddings: model_refused)')
  service.answers(() => {})
  const started = performance.now()
  const proposal = await understander().propose(input)
  expect(proposal.by).toMatch(/^built-in \(embeddings: model_(timeout|no_first_token)\)$/)
  expect(performance.now() - started).toBeLessThan(2_000)
})

test('examples are asked for once: after a restart what was learnt is on the disk, and an edit asks for what is new', async () => {
  service.answers(embeds(vectorOf))
  const again = makeEmbeddingHeads({ embedder, modelDir, log: silentLog, now: () => new Date() })
  await build(again)
  expect(service.received).toHaveLength(0)
  const data = {
    examples: [...flows.values()].flatMap(({ definition }) =>
      definition.examples.en.map((text) => ({ label: definition.id, text })),
    ),
  }
  const edited = { examples: [...data.examples, { label: 'glazing', text: 'a new one' }] }
  const other = { ...brain.intents }
  again.prepare(workspaceId, other, edited)
  await vi.waitFor(() => expect(again.headOf(other)).toBeDefined(), { timeout: 50_000, interval: 20 })
  expect(service.received.map(({ body }) => body.input)).toEqual([['a new one']])
  expect((await readdir(join(modelDir, 'embeddings', workspaceId))).length).toBe(1)
})

test('while examples cannot be had, everything works without, and they are asked for again later', async () => {
  service.answers(refusesWith(400, { message: 'no' }))
  let now = new Date()
  const failing = makeEmbeddingHeads({ embedder, modelDir, log: silentLog, now: () => now })
  const model = { ...brain.intents }
  const refused = vi.fn(failing.headOf)
  failing.prepare(workspaceId, model, {
    examples: [
      { label: 'a', text: 'never seen before' },
      { label: 'b', text: 'nor this' },
    ],
  })
  await vi.waitFor(() => expect(service.received).toHaveLength(1))
  expect(refused(model)).toBeUndefined()
  service.answers(embeds(vectorOf))
  now = new Date(now.getTime() + 120_000)
  await vi.waitFor(() => expect(failing.headOf(model)).toBeDefined(), { timeout: 50_000, interval: 20 })
})
