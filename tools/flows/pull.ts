import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { FlowsApi } from './api.ts'
import type { Terminal } from './command.ts'
import { flowsBeside } from './read-flow-files.ts'
import { sameFlow } from './same-flow.ts'

/**
 * Writes what is live on a server into a folder, a YAML file for each flow: over the file that holds the flow already, else as
 * `flow-id.yaml`. A file that says the same is left as it is written. With `drafts`, what is being worked on counts.
 */
export async function pullFlows(
  folder: string,
  { drafts }: { drafts: boolean },
  api: FlowsApi,
  terminal: Terminal,
): Promise<number> {
  mkdirSync(folder, { recursive: true })
  const here = flowsBeside(join(folder, 'any'))
  for (const { id, live, draft } of await api.list()) {
    const wantsDraft = drafts && draft !== null
    if (live === null && !wantsDraft) {
      terminal.out(`${id}: nothing is live\n`)
      continue
    }
    const text = await api.text(id, wantsDraft ? 'draft' : live!)
    const known = here.get(id)
    const file = known?.file ?? freeName(folder, id)
    const what = wantsDraft ? `draft of revision ${draft.revision}` : `version ${live}`
    if (known && sameFlow(known.definition, parse(text))) {
      terminal.out(`${file}: ${id} is the same as the ${what}\n`)
      continue
    }
    writeFileSync(file, text)
    terminal.out(`${file}: ${id}, ${what}\n`)
  }
  return 0
}

function freeName(folder: string, id: string): string {
  const name = id.replaceAll('_', '-')
  const plain = join(folder, `${name}.yaml`)
  return existsSync(plain) ? join(folder, `${name}-flow.yaml`) : plain
}
