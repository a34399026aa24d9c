import type { Localised } from '@loopdesk/contracts/flow.ts'

/** What the proof has to say about a flow. With an error it must not be published; a warning may be meant. */
export interface Finding {
  /** Listed with examples in docs/flow-proof.md. */
  code: string
  severity: 'error' | 'warning'
  /** The node it is about; none when it is about the flow itself. */
  node?: string
  /** Where in the node (`cases.0.when`), or in the flow. */
  field?: string
  message: Localised
  /** What to do about it. */
  fix: Localised
}

export interface Place {
  node?: string
  field?: string
}

type Words = readonly [zh: string, en: string]

/** Collects findings: code, place, what is wrong, what to do. The same words at the same place are kept once. */
export interface Report {
  error(code: string, place: Place, message: Words, fix: Words): void
  warning(code: string, place: Place, message: Words, fix: Words): void
}

export function makeReport(): { report: Report; findings: Finding[] } {
  const findings: Finding[] = []
  const seen = new Set<string>()
  const add =
    (severity: Finding['severity']) =>
    (code: string, { node, field }: Place, message: Words, fix: Words) => {
      const key = JSON.stringify([code, node, field, message[1]])
      if (seen.has(key)) return
      seen.add(key)
      const words = ([zh, en]: Words) => ({ zh, en })
      findings.push({
        code,
        severity,
        ...(node !== undefined && { node }),
        ...(field !== undefined && { field }),
        message: words(message),
        fix: words(fix),
      })
    }
  return { report: { error: add('error'), warning: add('warning') }, findings }
}
