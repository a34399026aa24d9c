import type { FlowDraft, PublishResult } from '@loopdesk/contracts/api/flows.ts'
import type { FlowDefinition } from '@loopdesk/engines/flow/definition.ts'
import { fieldsOf } from '@loopdesk/engines/flow/graph.ts'
import { InputError } from '../../eval/jsonl.ts'
import type { FlowsApi } from './api.ts'
import { ofFinding, words } from './check.ts'
import type { Lang, Terminal } from './command.ts'
import { type FlowText, listFlowFiles, readFlowText } from './read-flow-files.ts'
import { definitionIn, sameFlow } from './same-flow.ts'

export interface PushOptions {
  publish: boolean
  note: string
  /** Drafts that somebody is working on are replaced. */
  replace: boolean
  lang: Lang
}

/**
 * Brings flow files to a server as drafts and, if wanted, publishes them, sub-flows before those that use them. Nothing is sent
 * unless every file is a flow. Exit code 1 where something kept a flow from being published.
 */
export async function pushFlows(
  paths: string[],
  { publish, note, replace, lang }: PushOptions,
  api: FlowsApi,
  terminal: Terminal,
): Promise<number> {
  const files = inOrder(listFlowFiles(paths).map(readFlowText))
  const drafts = new Map<string, FlowDraft>()
  for (const { text, definition } of files) {
    const { draft, words: what } = await bring(text, definition, replace, api)
    drafts.set(definition.id, draft)
    const { errors, warnings } = draft.proof
    terminal.out(`${text.file}: ${definition.id} ${what}, ${errors} errors, ${warnings} warnings\n`)
    if (!publish && errors > 0) tell(text, draft.findings, lang, terminal)
  }
  if (!publish) return 0
  let failed = false
  for (const { text, definition } of files) {
    const draft = drafts.get(definition.id)!
    const done = draft.revision === 0 ? null : await api.publish(definition.id, draft.revision, note)
    if (done && !done.published) failed = true
    report(text, definition.id, done, lang, terminal)
  }
  return failed ? 1 : 0
}

interface Read {
  text: FlowText
  definition: FlowDefinition
}

/** Sub-flows first, so that what is published finds what it uses. */
function inOrder(texts: FlowText[]): Read[] {
  const known = new Map<string, Read>()
  for (const text of texts) {
    const definition = definitionIn(text)
    const twin = known.get(definition.id)
    if (twin) throw new InputError(`${text.file} and ${twin.text.file} are both the flow “${definition.id}”`)
    known.set(definition.id, { text, definition })
  }
  const ordered = new Set<Read>()
  const add = (read: Read, above: Read[]): void => {
    if (ordered.has(read) || above.includes(read)) return
    for (const id of subflowsOf(read.definition)) {
      const below = known.get(id)
      if (below) add(below, [...above, read])
    }
    ordered.add(read)
  }
  for (const read of known.values()) add(read, [])
  return [...ordered]
}

const subflowsOf = ({ nodes }: FlowDefinition): string[] =>
  Object.values(nodes)
    .flatMap(fieldsOf)
    .flatMap(({ role, value }) => (role === 'flow' ? [String(value)] : []))

async function bring(text: FlowText, definition: FlowDefinition, replace: boolean, api: FlowsApi) {
  const before = await api.draft(definition.id)
  if (before && sameFlow(before.definition, definition)) return { draft: before, words: 'is the same already' }
  if (before?.changed && before.revision > 0 && !replace)
    throw new InputError(
      `${text.file}: ${before.updatedBy} is working on “${definition.id}” (draft of ${before.updatedAt}); --replace puts the file in its place`,
    )
  const draft = await api.import(text.text, before && before.revision > 0 ? before.revision : undefined)
  return { draft, words: before ? 'is a new draft' : 'is a new flow' }
}

function report(text: FlowText, id: string, done: PublishResult | null, lang: Lang, terminal: Terminal): void {
  if (!done) terminal.out(`${text.file}: ${id} is live already\n`)
  else if (done.published)
    terminal.out(`${text.file}: ${id} ${done.unchanged ? 'stays at' : 'is live as'} version ${done.version}\n`)
  else {
    terminal.out(`${text.file}: ${id} is not published\n`)
    tell(text, done.findings, lang, terminal)
    for (const { name, problems } of done.scenarios) terminal.out(`    scenario “${name}”: ${problems.join('; ')}\n`)
  }
}

function tell(text: FlowText, findings: FlowDraft['findings'], lang: Lang, terminal: Terminal): void {
  for (const finding of findings)
    if (finding.severity === 'error') terminal.out(`${words(ofFinding(text, finding, lang))}\n`)
}
