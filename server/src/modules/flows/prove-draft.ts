import type { Finding } from '@loopdesk/contracts/api/flows.ts'
import { type FlowDefinition, flowDefinition } from '@loopdesk/engines/flow/definition.ts'
import { type ProofWorld, prove, type ToolFacts, toolFactsFrom } from '@loopdesk/engines/flow/prove/prove.ts'
import type { Tx } from '../../infra/db.ts'
import type { Operation } from '../tools/index.ts'
import type { FlowDeskDeps } from './desk-deps.ts'

export interface Proof {
  findings: Finding[]
  /** Null where it lacks too much to be a flow at all. */
  definition: FlowDefinition | null
}

/** Judges definitions in the surroundings of a workspace. */
export function makeProveDraft({ db, flows, tools, identity, hasModel }: FlowDeskDeps) {
  async function worldOf(workspaceId: string): Promise<ProofWorld> {
    const [loaded, live, skills] = await Promise.all([
      tools.registry.load(workspaceId),
      flows.published(workspaceId),
      db.tenant(workspaceId, (tx) => skillsIn(tx, identity)),
    ])
    return {
      tools: new Map([...loaded.tools].map(([id, { tool, operation }]) => [id, factsOf(tool, operation)])),
      flows: live,
      connections: new Set(loaded.connections.keys()),
      recordTypes: new Set(loaded.records.keys()),
      catalogues: new Set(loaded.catalogues.keys()),
      skills: new Set(skills),
      prompts: hasModel,
    }
  }

  return {
    /** What the proof says of a draft; what keeps it from being read as a flow at all comes first. */
    async prove(workspaceId: string, draft: object): Promise<Proof> {
      const parsed = flowDefinition.safeParse(draft)
      if (!parsed.success) return { definition: null, findings: parsed.error.issues.map(shapeFinding) }
      const world = await worldOf(workspaceId)
      // The flow itself may be new, or call itself.
      const flows = new Map(world.flows).set(parsed.data.id, { definition: parsed.data })
      return { definition: parsed.data, findings: prove(parsed.data, { ...world, flows }) }
    },
  }
}

type Declared = Parameters<typeof toolFactsFrom>[0]

/** What is known of a tool, from its declaration and what its system's description tells. */
export function factsOf(tool: Declared, { input, output }: Pick<Operation, 'input' | 'output'>): ToolFacts {
  return toolFactsFrom(tool, { ...(input && { args: input }), ...(output && { result: output }) })
}

/** Skills colleagues have. */
export async function skillsIn(tx: Tx, identity: FlowDeskDeps['identity']): Promise<string[]> {
  const staff = await identity.listStaff(tx)
  return [...new Set(staff.flatMap(({ skills }) => Object.keys(skills)))].sort()
}

/** Something is missing or malformed: said at its place. */
function shapeFinding({ path, message }: { path: PropertyKey[]; message: string }): Finding {
  const [first, node, ...rest] = path.map(String)
  const inNode = first === 'nodes' && node !== undefined
  const field = inNode ? rest.join('.') : path.map(String).join('.')
  return {
    code: 'shape',
    severity: 'error',
    ...(inNode && { node }),
    ...(field !== '' && { field }),
    message: { zh: `内容不完整或格式不对：${message}`, en: `Missing or malformed: ${message}` },
    fix: { zh: '补全或改正这一项', en: 'Fill it in or correct it' },
  }
}
