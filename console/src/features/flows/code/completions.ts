import type { Completion, CompletionContext, CompletionResult, CompletionSource } from '@codemirror/autocomplete'
import { fieldsUnder, functions, type Variable } from '../model/variables.ts'

interface Known {
  variables: Variable[]
  scope: Record<string, unknown>
  language: 'zh' | 'en'
}

/** Offers variables, their fields and functions; in a template only between `{{` and `}}`. */
export function expressionCompletion(known: () => Known, inTemplate: boolean): CompletionSource {
  return (context) => {
    if (inTemplate && !isInside(context)) return null
    const word = context.matchBefore(/[$\w.[\]]*$/)
    if (!word) return null
    if (word.from === word.to && !context.explicit && !(inTemplate && justOpened(context))) return null
    return offers(known(), word.from, word.text)
  }
}

function offers({ variables, scope, language }: Known, from: number, text: string): CompletionResult {
  const steps = text.replace(/\[[^\]]*\]?/g, '').split('.')
  if (steps.length > 1) {
    const last = text.lastIndexOf('.')
    const options = fieldsUnder(scope, steps.slice(0, -1)).map((label) => ({ label }))
    return { from: from + last + 1, options, validFor: /^\w*$/ }
  }
  const options: Completion[] = [
    ...variables.map(({ name, origin }) => ({
      label: name,
      detail: shown(scope[name]),
      boost: origin === 'context' ? 0 : 2,
    })),
    ...functions.map(({ name, signature, about }) => ({
      label: name,
      detail: signature,
      info: about[language],
      boost: -1,
    })),
  ]
  return { from, options, validFor: /^[$\w]*$/ }
}

function isInside(context: CompletionContext): boolean {
  const before = context.state.sliceDoc(0, context.pos)
  return before.lastIndexOf('{{') > before.lastIndexOf('}}')
}

const justOpened = (context: CompletionContext) => /\{\{\s*$/.test(context.state.sliceDoc(0, context.pos))

/** A value in a few characters. */
export function shown(value: unknown, most = 36): string {
  if (value === undefined) return ''
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  return text.length > most ? `${text.slice(0, most)}…` : text
}
