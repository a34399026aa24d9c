import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { graphFile } from '@loopdesk/contracts/graph.ts'
import { knowledgeEntry } from '@loopdesk/contracts/knowledge.ts'
import { smallTalk, type Tool, workspaceConfig } from '@loopdesk/contracts/workspace.ts'
import { flowDefinition } from '@loopdesk/engines/flow/definition.ts'
import { prove, toolFactsFrom } from '@loopdesk/engines/flow/prove/prove.ts'
import { checkAgainstGraph } from '@loopdesk/engines/graph/check-text.ts'
import { makeGraph } from '@loopdesk/engines/graph/graph.ts'
import jsonata from 'jsonata'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'

const here = import.meta.dirname
const read = (file: string) =>
  parse(readFileSync(join(here, file), 'utf8').replaceAll(/\$\{\w+\}/g, 'http://x.example'))
const files = (folder: string) => readdirSync(join(here, folder)).map((name) => join(folder, name))

const config = workspaceConfig.parse({
  settings: read('settings.yaml'),
  ...read('connections.yaml'),
  ...read('records.yaml'),
  flows: files('flows').map(read),
  knowledge: files('knowledge').flatMap((file) => z.array(knowledgeEntry).parse(read(file))),
  smallTalk: z.array(smallTalk).parse(read('small-talk.yaml')),
})
const tools = new Map(config.tools.map((tool) => [tool.id, tool]))
const definitions = config.flows.map((flow) => flowDefinition.parse(flow))
const flows = definitions.map((flow) => [flow.id, flow] as const)

/** Every `key: value` below a value, with its path. */
function* strings(value: unknown, path = ''): Generator<[path: string, text: string]> {
  if (typeof value === 'string') yield [path, value]
  else if (value && typeof value === 'object')
    for (const [key, inner] of Object.entries(value)) yield* strings(inner, `${path}.${key}`)
}

const templates = (text: string) => [...text.matchAll(/\{\{(.+?)\}\}/gs)].map((match) => match[1]!.trim())

const world = {
  tools: new Map(config.tools.map((tool) => [tool.id, toolFactsFrom(tool)])),
  flows: new Map(definitions.map((definition) => [definition.id, { definition }])),
  connections: new Set(config.connections.map(({ id }) => id)),
  recordTypes: new Set(config.records.map(({ type }) => type)),
  catalogues: new Set(config.catalogues.map(({ type }) => type)),
  skills: new Set((read('staff.yaml').staff as { skills: string[] }[]).flatMap(({ skills }) => skills)),
  prompts: false,
}

describe.each(flows)('flow %s', (_id, flow) => {
  it('is proved sound: it leads somewhere from everywhere, asks before it changes anything, and ends nothing half done', () => {
    const errors = prove(flow, world).filter(({ severity }) => severity === 'error')
    expect(errors.map(({ node, code, message }) => `${node} ${code}: ${message.en}`)).toEqual([])
  })

  it('asks for confirmation in words no other question uses', () => {
    for (const node of Object.values(flow.nodes)) {
      if (node.type !== 'confirm') continue
      expect(node.text.zh).toMatch(/请确认[\s\S]*对吗？$/)
      expect(node.text.en).toMatch(/please confirm[\s\S]*is that right\?$/i)
      expect(node.text.zh.replaceAll(/\{\{.+?\}\}/gs, '')).not.toMatch(/原因|照片|验证码|哪|抬头|税号|邮箱|地址/)
      expect(node.text.en.replaceAll(/\{\{.+?\}\}/gs, '')).not.toMatch(
        /\b(reason|photo|code|which|email|title|tax number|address)\b/i,
      )
    }
  })

  it('offers more help whenever a matter is closed', () => {
    if (flow.trigger.type !== 'customer') return
    for (const node of Object.values(flow.nodes)) {
      if (node.type !== 'end' || !node.text) continue
      expect(node.text.zh).toMatch(/还有其他可以帮您的吗？$/)
      expect(node.text.en).toMatch(/Is there anything else I can help you with\?$/)
    }
  })

  it('was given enough ways in which people ask for it, and none where only other flows begin it', () => {
    if (flow.trigger.type !== 'customer') return expect(flow.examples).toEqual({ zh: [], en: [] })
    const [zh, en] = ['logistics_status', 'return_refund', 'change_address', 'invoice', 'reorder'].includes(flow.id)
      ? [80, 50]
      : [40, 25]
    expect(flow.examples.zh.length).toBeGreaterThanOrEqual(zh!)
    expect(flow.examples.en.length).toBeGreaterThanOrEqual(en!)
  })
})

describe('tools', () => {
  const writes = config.tools.filter((tool) => tool.kind === 'write')

  it('have ids of their own, on connections that exist', () => {
    expect(tools.size).toBe(config.tools.length)
    for (const tool of config.tools) expect(config.connections.map(({ id }) => id)).toContain(tool.id.split('.')[0])
  })

  it.each(
    writes.map((tool) => [tool.id, tool] as const),
  )('%s is done once and can be undone, or says that it cannot', (id, tool: Tool) => {
    expect(tool.idempotency?.header ?? tool.idempotency?.body).toBeTruthy()
    expect(tool.irreversible || tool.compensation).toBeTruthy()
    // A text message sent twice does no harm, and the gateway has nothing to look it up by.
    if (id !== 'sms.send') expect(tools.get(tool.lookup!.tool)?.kind).toBe('read')
    if (tool.compensation) expect(tools.get(tool.compensation.tool)?.kind).toBe('write')
    for (const source of [tool.lookup?.args, tool.lookup?.found, tool.compensation?.args]) if (source) jsonata(source)
  })
})

describe('the workspace', () => {
  it('names readable expressions and existing tools for identity, records and catalogues', () => {
    const { profile, identify, sendCode } = config.settings.identity
    const readers = [
      profile,
      identify,
      sendCode,
      ...config.records.map(({ list }) => list),
      ...config.catalogues.map(({ list }) => list),
    ]
    for (const { tool, args } of readers) {
      expect([...tools.keys()]).toContain(tool)
      jsonata(args)
    }
    const other = [config.records, config.catalogues].flatMap((part) => [...strings(part)])
    for (const [path, text] of other) {
      if (/\.(id|status|at|amount|ids|items|value)$/.test(path) && !path.includes('statuses')) jsonata(text)
      for (const source of templates(text)) jsonata(source)
    }
    for (const record of config.records) expect('O20260007').toMatch(new RegExp(record.idPattern))
  })

  it('answers every question from one entry only', () => {
    expect(new Set(config.knowledge.map(({ id }) => id)).size).toBe(config.knowledge.length)
    expect(config.knowledge.length).toBeGreaterThanOrEqual(60)
    for (const entry of config.knowledge) {
      expect(entry.questions.zh.length, entry.id).toBeGreaterThanOrEqual(5)
      expect(entry.questions.en.length, entry.id).toBeGreaterThanOrEqual(5)
    }
  })

  it('says nothing that its graph knows to be otherwise', () => {
    const { ontology, entities, facts } = graphFile.parse(read('graph.yaml'))
    const graph = makeGraph(ontology, entities, facts)
    const told = config.knowledge.flatMap(({ id, answer }) =>
      Object.values(answer).flatMap((text) => checkAgainstGraph(graph, text).map(({ quote }) => `${id}: ${quote}`)),
    )
    expect(told).toEqual([])
  })

  it('teaches no sentence to two meanings', () => {
    const core = parse(readFileSync(join(here, '../../../packs/core/intents.yaml'), 'utf8')).intents as Labelled[]
    const labelled: Labelled[] = [
      ...core,
      ...config.flows,
      ...config.smallTalk,
      ...config.knowledge.map((entry) => ({ id: entry.id, examples: entry.questions })),
    ]
    const seen = new Map<string, string>()
    const twice: string[] = []
    for (const { id, examples } of labelled)
      for (const text of [...examples.zh, ...examples.en]) {
        const folded = String(text)
          .toLowerCase()
          .replaceAll(/[\s\p{P}]/gu, '')
        if (folded === '') continue
        if (seen.has(folded)) twice.push(`${text}: ${seen.get(folded)} and ${id}`)
        seen.set(folded, id)
      }
    expect(twice).toEqual([])
  })
})

type Labelled = { id: string; examples: { zh: string[]; en: string[] } }
