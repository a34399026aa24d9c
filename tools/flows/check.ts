import type { FlowDefinition } from '@loopdesk/engines/flow/definition.ts'
import { type Finding, prove } from '@loopdesk/engines/flow/prove/prove.ts'
import type { Lang, Terminal } from './command.ts'
import { type FlowText, flowsBeside, listFlowFiles, readFlowText, stepsOf } from './read-flow-files.ts'
import { proofWorldOf, readWorld } from './read-world.ts'

export interface CheckOptions {
  world: string[] | undefined
  json: boolean
  lang: Lang
}

/** One thing to be put right, as `--json` prints it: one a line. */
export interface Told {
  file: string
  line: number
  flow: string | null
  severity: 'error' | 'warning'
  /** `file` where the file itself is wrong; else the proof's own code. */
  code: string
  node: string | null
  field: string | null
  message: string
  fix: string | null
}

/** Reads and proves flows; prints what is wrong with them. Exit code 1 where something keeps one from being published. */
export function checkFlows(paths: string[], { world, json, lang }: CheckOptions, terminal: Terminal): number {
  const texts = listFlowFiles(paths).map(readFlowText)
  const told: Told[] = []
  let trusted = false
  for (const text of texts) {
    told.push(...text.problems.map((each) => ofFile(text, each)))
    if (!text.definition) continue
    const twin = texts.find((each) => each !== text && each.definition?.id === text.definition?.id)
    if (twin)
      told.push({ ...toldOf(text), code: 'file', message: `${twin.file} is the flow “${text.definition.id}” too` })
    const files = readWorld(world, text.file)
    trusted ||= files === undefined
    // A flow given by name stands for itself, whatever else in its folder bears its id.
    const flows = new Map<string, { definition: FlowDefinition }>(flowsBeside(text.file))
    flows.set(text.definition.id, { definition: text.definition })
    const findings = prove(text.definition, proofWorldOf(files, flows))
    told.push(...findings.map((each) => ofFinding(text, each, lang)))
  }
  const errors = told.filter(({ severity }) => severity === 'error').length
  if (json) terminal.out(told.map((each) => `${JSON.stringify(each)}\n`).join(''))
  else terminal.out(`${[...told.map(words), summary(texts.length, errors, told.length - errors)].join('\n')}\n`)
  if (trusted) terminal.err(`${trustNotice}\n`)
  return errors > 0 ? 1 : 0
}

const trustNotice =
  'note: no connections.yaml or records.yaml found (or named by --world): tools, systems and business objects are taken on trust'

const toldOf = (text: FlowText): Told => ({
  file: text.file,
  line: 1,
  flow: text.definition?.id ?? null,
  severity: 'error',
  code: 'file',
  node: null,
  field: null,
  message: '',
  fix: null,
})

function ofFile(text: FlowText, problem: FlowText['problems'][number]): Told {
  return { ...toldOf(text), ...problem, code: 'file' }
}

/** A finding with the place in the file it is about. */
export function ofFinding(text: FlowText, finding: Finding, lang: Lang): Told {
  const { node, field, severity, code } = finding
  const path = [...(node === undefined ? [] : ['nodes', node]), ...(field === undefined ? [] : stepsOf(field))]
  return {
    ...toldOf(text),
    severity,
    code,
    line: text.lineOf(path),
    node: node ?? null,
    field: field ?? null,
    message: finding.message[lang],
    fix: finding.fix[lang],
  }
}

/** `flows/refund.yaml:42 error no-such-node: …` and, below it, what to do. */
export function words({ file, line, severity, code, node, field, message, fix }: Told): string {
  const place = [node, field].filter((each) => each !== null).join('.')
  const first = `${file}:${line} ${severity} ${code}${place ? ` [${place}]` : ''}: ${message}`
  return fix ? `${first}\n    → ${fix}` : first
}

const summary = (files: number, errors: number, warnings: number) =>
  `${files} ${files === 1 ? 'flow' : 'flows'}, ${errors} ${errors === 1 ? 'error' : 'errors'}, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`
