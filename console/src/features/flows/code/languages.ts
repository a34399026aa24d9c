import { javascript } from '@codemirror/lang-javascript'
import { yaml } from '@codemirror/lang-yaml'
import { StreamLanguage, type StringStream } from '@codemirror/language'
import type { Extension } from '@codemirror/state'

export type TextKind = 'expression' | 'template' | 'javascript' | 'json' | 'yaml'

/** Colours for a kind of text. */
export function languageOf(kind: TextKind): Extension {
  if (kind === 'javascript' || kind === 'json') return javascript()
  if (kind === 'yaml') return yaml()
  return kind === 'template' ? template : jsonata
}

const words = /^(and|or|in|true|false|null|function)\b/

function expressionToken(stream: StringStream): string | null {
  if (stream.match(/^\/\*[\s\S]*?\*\//)) return 'comment'
  if (stream.match(/^"(?:\\.|[^"\\])*"?/) || stream.match(/^'(?:\\.|[^'\\])*'?/)) return 'string'
  if (stream.match(/^\d+(\.\d+)?/)) return 'number'
  if (stream.match(/^\$[A-Za-z_]\w*/)) return 'keyword'
  if (stream.match(words)) return 'atom'
  if (stream.match(/^[A-Za-z_]\w*/)) return 'variableName'
  stream.next()
  return null
}

const jsonata = StreamLanguage.define({ token: expressionToken })

const template = StreamLanguage.define<{ inside: boolean }>({
  startState: () => ({ inside: false }),
  token(stream, state) {
    if (state.inside) {
      if (stream.match('}}')) {
        state.inside = false
        return 'keyword'
      }
      return expressionToken(stream)
    }
    if (stream.match('{{')) {
      state.inside = true
      return 'keyword'
    }
    if (!stream.skipTo('{{')) stream.skipToEnd()
    return null
  },
})
