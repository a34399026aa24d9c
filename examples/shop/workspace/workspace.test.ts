import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FlowDefinition, FlowNode } from '@loopdesk/contracts/flow.ts'
import { knowledgeEntry, smallTalk, type Tool, workspaceConfig } from '@loopdesk/contracts/workspace.ts'
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
const flows = config.flows.map((flow) => [flow.id, flow] as const)

/** Every `key: value` below a value, with its path. */
function* strings(value: unknown, path = ''): Generator<[path: string, text: string]> {
  if (typeof value === 'string') yield [path, value]
  else if (value && typeof value === 'object')
    for (const [key, inner] of Object.entries(value)) yield* strings(inner, `${path}.${key}`)
}

const EXPRESSIONS =
  /\.(when|args|skip|fallback|found|prefer|items|id|status|at|amount|ids|value|key|names|externalId|attributes|values\.\w+)$/
/** Places where a key that usually holds an expression holds words instead. */
const WORDS =
  /^\.(id|names\.|status(es)?\.|.*(label|words|examples|title|text|prompt|again|subject|description|subtitle|options\.\d+\.value))/

function nextsOf(node: FlowNode): string[] {
  const named = ['next', 'yes', 'no', 'failed', 'else'].flatMap((key) => (node as Record<string, unknown>)[key] ?? [])
  const cases = node.type === 'switch' ? node.cases.map((each) => each.next) : []
  const refusals = node.type === 'call' ? Object.values(node.refusals) : []
  return [...(named as string[]), ...cases, ...refusals]
}

function reachable(flow: FlowDefinition): Set<string> {
  const seen = new Set<string>()
  const open = [flow.start]
  for (let id = open.pop(); id; id = open.pop()) {
    if (seen.has(id)) continue
    seen.add(id)
    open.push(...nextsOf(flow.nodes[id]!))
  }
  return seen
}

const templates = (text: string) => [...text.matchAll(/\{\{(.+?)\}\}/gs)].map((match) => match[1]!.trim())

describe.each(flows)('flow %s', (_id, flow) => {
  it('leads from every node to nodes that exist, and has none that cannot be reached', () => {
    for (const [id, node] of Object.entries(flow.nodes))
      for (const next of nextsOf(node)) expect(flow.nodes, `${id} → ${next}`).toHaveProperty(next)
    expect([...reachable(flow)].sort()).toEqual(Object.keys(flow.nodes).sort())
    for (const { node } of flow.steps) expect(flow.nodes).toHaveProperty(node)
  })

  it('asks only for slots it declares and calls only tools and connections that exist', () => {
    for (const node of Object.values(flow.nodes)) {
      if (node.type === 'ask') expect(flow.slots).toHaveProperty(node.slot)
      if (node.type === 'call') expect([...tools.keys()]).toContain(node.tool)
      if (node.type === 'watch') expect(config.connections.map(({ id }) => id)).toContain(node.connection)
    }
  })

  it('contains only expressions that can be read', () => {
    const sources = [...strings(flow)].flatMap(([path, text]) =>
      EXPRESSIONS.test(path) && !WORDS.test(path.replace(/^\.(nodes|slots)\.\w+(?=\.)/, '')) ? [text] : templates(text),
    )
    expect(sources.length).toBeGreaterThan(0)
    for (const source of sources) expect(() => jsonata(source), source).not.toThrow()
  })

  it('changes nothing before the customer has agreed and proven who they are', () => {
    for (const [id, node] of Object.entries(flow.nodes)) {
      if (node.type !== 'call' || tools.get(node.tool)?.kind !== 'write') continue
      const withoutChecks = { ...flow, nodes: blocked(flow) }
      expect([...reachable(withoutChecks)], `${id} without a verify`).not.toContain(id)
    }
  })

  it('asks for confirmation in words no other question uses', () => {
    for (const node of Object.values(flow.nodes)) {
      if (node.type !== 'confirm') continue
      expect(node.text.zh).toMatch(/请确认[\s\S]*对吗？$/)
      expect(node.text.en).toMatch(/please confirm[\s\S]*is that right\?$/i)
      expect(node.text.zh).not.toMatch(/原因|照片|验证码|哪|抬头|税号|邮箱|地址/)
      expect(node.text.en.replaceAll(/\{\{.+?\}\}/g, '')).not.toMatch(
        /\b(reason|photo|code|which|email|title|tax number|address)\b/i,
      )
    }
  })

  it('offers more help whenever a matter is closed', () => {
    for (const node of Object.values(flow.nodes)) {
      if (node.type !== 'end') continue
      expect(node.text?.zh).toMatch(/还有其他可以帮您的吗？$/)
      expect(node.text?.en).toMatch(/Is there anything else I can help you with\?$/)
    }
  })

  it('was given enough ways in which people ask for it, none twice', () => {
    const [zh, en] = ['logistics_status', 'return_refund', 'change_address', 'invoice', 'reorder'].includes(flow.id)
      ? [80, 50]
      : [40, 25]
    expect(flow.examples.zh.length).toBeGreaterThanOrEqual(zh!)
    expect(flow.examples.en.length).toBeGreaterThanOrEqual(en!)
  })
})

/** The flow as if nobody ever passed a verify. */
function blocked(flow: FlowDefinition): FlowDefinition['nodes'] {
  const entries = Object.entries(flow.nodes).map(([id, node]) => [
    id,
    node.type === 'verify' ? { ...node, next: node.failed } : node,
  ])
  return Object.fromEntries(entries)
}

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
