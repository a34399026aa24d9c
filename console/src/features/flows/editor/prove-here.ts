import type { Finding, FlowWorld } from '@loopdesk/contracts/api/flows.ts'
import type { Localised } from '@loopdesk/contracts/flow.ts'
import { type FlowDefinition, flowDefinition } from '@loopdesk/engines/flow/definition.ts'
import { type JsonSchema, type ProofWorld, prove } from '@loopdesk/engines/flow/prove/prove.ts'
import type { z } from 'zod'
import type { FlowDoc } from '../model/flow-doc.ts'
import { fieldsOf, type Schema, schemaOf } from '../model/node-fields.ts'

/** What surrounds a flow, as the server told it. */
export function proofWorld(world: FlowWorld, called: ReadonlyMap<string, FlowDefinition>): ProofWorld {
  const flows = new Map([...called].map(([id, definition]) => [id, { definition }]))
  return {
    tools: new Map(
      world.tools.map(({ id, kind, risk, compensation, irreversible, input, output, refusals }) => [
        id,
        {
          kind,
          risk: kind === 'read' ? 'low' : (risk ?? 'medium'),
          compensation: compensation !== null,
          irreversible,
          ...(input && { args: input as JsonSchema }),
          ...(output && { result: output as JsonSchema }),
          // What a system's description says nothing of is not known to be none.
          ...(refusals.length > 0 && { refusals }),
        },
      ]),
    ),
    flows,
    connections: new Set(world.connections.map(({ id }) => id)),
    recordTypes: new Set(world.records.map(({ type }) => type)),
    catalogues: new Set(world.catalogues.map(({ type }) => type)),
    skills: new Set(world.skills),
    prompts: world.model,
  }
}

/** What the proof says of a draft. Where it is no whole flow yet, what is missing is said instead, in people's words. */
export function proveDraft(doc: FlowDoc, world: ProofWorld): Finding[] {
  const parsed = flowDefinition.safeParse(doc)
  if (!parsed.success) return once(parsed.error.issues.map((issue) => shapeFinding(doc, issue)))
  const flows = new Map(world.flows).set(parsed.data.id, { definition: parsed.data })
  return prove(parsed.data, { ...world, flows })
}

/** What is missing in both languages of a text is missing once. */
const once = (findings: Finding[]): Finding[] => [
  ...new Map(findings.map((one) => [JSON.stringify([one.node, one.field, one.message.zh]), one])).values(),
]

/** Other flows this one walks or asks about. */
export const flowsCalledBy = (nodes: FlowDoc['nodes']): string[] => [
  ...new Set(
    Object.values(nodes)
      .flatMap(fieldsOf)
      .flatMap(({ schema, value }) => (schema.role === 'flow' && typeof value === 'string' && value ? [value] : [])),
  ),
]

type Issue = z.core.$ZodIssue

function shapeFinding(doc: FlowDoc, issue: Issue): Finding {
  const path = issue.path.map(String)
  const inNode = path[0] === 'nodes' && path[1] !== undefined
  const fields = inNode ? path.slice(2) : path
  // The two languages of a text are one field to people.
  const own = ['zh', 'en'].includes(fields.at(-1) ?? '') ? fields.slice(0, -1) : fields
  const schema = inNode ? schemaAt(doc.nodes[path[1]!]?.type, own) : undefined
  const label = schema?.label ?? { zh: own.at(-1) ?? '', en: own.at(-1) ?? '' }
  const { message, fix } = wordsOf(issue, schema, label)
  return {
    code: 'shape',
    severity: 'error',
    ...(inNode && { node: path[1]! }),
    ...(own.length > 0 && { field: own.join('.') }),
    message,
    fix,
  }
}

function wordsOf(issue: Issue, schema: Schema | undefined, label: Localised): { message: Localised; fix: Localised } {
  const missing =
    (issue.code === 'invalid_type' && /undefined/.test(issue.message)) ||
    issue.code === 'invalid_value' ||
    (issue.code === 'too_small' && issue.origin === 'string')
  if (missing && (schema?.role === 'edge' || schema?.role === 'body'))
    return {
      message: { zh: `「${label.zh}」还没有连到任何节点。`, en: `“${label.en}” leads nowhere yet.` },
      fix: {
        zh: '从节点右边的圆点拖出一条线，或在属性里选择。',
        en: 'Drag a line from its handle, or choose a node in the properties.',
      },
    }
  if (missing)
    return {
      message: { zh: `「${label.zh}」没有填。`, en: `“${label.en}” is not filled in.` },
      fix: { zh: '填上这一项。', en: 'Fill it in.' },
    }
  if (issue.code === 'too_small' && issue.origin === 'array')
    return {
      message: {
        zh: `「${label.zh}」至少要 ${issue.minimum} 项。`,
        en: `“${label.en}” needs at least ${issue.minimum}.`,
      },
      fix: { zh: '再添加一项。', en: 'Add one.' },
    }
  return {
    message: { zh: `「${label.zh}」的写法不对：${issue.message}`, en: `“${label.en}” is malformed: ${issue.message}` },
    fix: { zh: '改正这一项。', en: 'Correct it.' },
  }
}

function schemaAt(type: string | undefined, path: string[]): Schema | undefined {
  let schema = type === undefined ? undefined : schemaOf(type)
  for (const step of path) {
    const next: Schema | undefined = schema?.properties?.[step] ?? schema?.items
    const each = typeof schema?.additionalProperties === 'object' ? schema.additionalProperties : undefined
    schema = next ?? each
  }
  return schema
}
