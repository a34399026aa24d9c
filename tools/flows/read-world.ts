import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { catalogueType, connection, recordType, tool } from '@loopdesk/contracts/workspace.ts'
import type { FlowDefinition } from '@loopdesk/engines/flow/definition.ts'
import { fieldsOf } from '@loopdesk/engines/flow/graph.ts'
import { type ProofWorld, type ToolFacts, toolFactsFrom } from '@loopdesk/engines/flow/prove/prove.ts'
import { parse } from 'yaml'
import { z } from 'zod'
import { InputError } from '../../eval/jsonl.ts'
import { contentOf } from './read-flow-files.ts'

/** What files of a workspace say of the systems around its flows. */
export type WorldFiles = z.infer<typeof worldFile>

const worldFile = z.object({
  // Addresses may be variables of the server's.
  connections: z.array(connection.extend({ baseUrl: z.string() })).default([]),
  tools: z.array(tool).default([]),
  records: z.array(recordType).default([]),
  catalogues: z.array(catalogueType).default([]),
  staff: z
    .array(z.looseObject({ skills: z.union([z.array(z.string()), z.record(z.string(), z.number())]).default([]) }))
    .default([]),
})

const known = ['connections.yaml', 'records.yaml', 'staff.yaml']

/**
 * The world from named files; without any, from the workspace's own files beside the flow or one folder up. Undefined where there
 * are none: then nobody knows which tools exist.
 */
export function readWorld(named: string[] | undefined, flowFile: string): WorldFiles | undefined {
  const files = named ?? workspaceFiles(flowFile)
  if (files.length === 0) return undefined
  const world = worldFile.parse({})
  for (const file of files) {
    const read = worldFile.safeParse(parsed(file))
    if (!read.success) {
      const [issue] = read.error.issues
      throw new InputError(`${file}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`)
    }
    for (const name of Object.keys(world) as (keyof WorldFiles)[]) (world[name] as unknown[]).push(...read.data[name])
  }
  return world
}

function workspaceFiles(flowFile: string): string[] {
  const folder = dirname(flowFile)
  const at = [folder, join(folder, '..')].find((each) => existsSync(join(each, 'connections.yaml')))
  return at === undefined ? [] : known.map((name) => join(at, name)).filter((file) => existsSync(file))
}

function parsed(file: string): unknown {
  try {
    return parse(contentOf(file))
  } catch (error) {
    if (error instanceof InputError) throw error
    throw new InputError(`${file}: ${(error as Error).message.split('\n')[0]}`)
  }
}

type Flows = ReadonlyMap<string, { definition: FlowDefinition }>

/** What the proof needs to know. Where no files tell, everything a flow names is taken to exist. */
export function proofWorldOf(world: WorldFiles | undefined, flows: Flows): ProofWorld {
  if (!world) return { ...takenOnTrust([...flows.values()].map(({ definition }) => definition)), flows, prompts: true }
  const skills = world.staff.flatMap((each) => (Array.isArray(each.skills) ? each.skills : Object.keys(each.skills)))
  return {
    tools: new Map(world.tools.map((each) => [each.id, toolFactsFrom(each)])),
    flows,
    connections: new Set(world.connections.map(({ id }) => id)),
    recordTypes: new Set(world.records.map(({ type }) => type)),
    catalogues: new Set(world.catalogues.map(({ type }) => type)),
    ...(world.staff.length > 0 && { skills: new Set(skills) }),
    prompts: true,
  }
}

function takenOnTrust(flows: FlowDefinition[]) {
  const tools = new Map<string, ToolFacts>()
  const connections = new Set<string>()
  const recordTypes = new Set<string>()
  const catalogues = new Set<string>()
  for (const { nodes, slots, trigger } of flows) {
    if (trigger.type === 'event') connections.add(trigger.connection)
    for (const slot of Object.values(slots)) {
      if (slot.kind === 'record') recordTypes.add(slot.record)
      if (slot.kind === 'catalogue') catalogues.add(slot.catalogue)
    }
    for (const { role, value } of Object.values(nodes).flatMap(fieldsOf)) {
      if (role === 'tool') tools.set(String(value), toolFactsFrom({ kind: 'read' }))
      if (role === 'connection') connections.add(String(value))
    }
  }
  return { tools, connections, recordTypes, catalogues }
}
