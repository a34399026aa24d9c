import type { Part } from '@loopdesk/contracts/messages.ts'
import type { Saying } from '@loopdesk/engines/flow/effects.ts'
import { detectPii } from '@loopdesk/engines/masking/detect-pii.ts'
import type { PiiSpan } from '../modules/conversations/index.ts'

export interface Reply {
  text: string
  parts: Part[]
  pii: PiiSpan[]
}

/** Joins what a turn has to say into few messages: lines without parts run together, the buttons go with the last. */
export function composeReplies(says: Saying[], buttons: Part[], language: 'zh' | 'en'): Reply[] {
  const joined: Saying[] = []
  for (const saying of says) {
    const last = joined.at(-1)
    if (last && last.parts.length === 0 && !last.text.includes(saying.text)) {
      last.text = [last.text, saying.text].filter((text) => text !== '').join('\n')
      last.parts = [...saying.parts]
    } else if (!last || last.parts.length > 0) joined.push({ text: saying.text, parts: [...saying.parts] })
    else last.parts = [...last.parts, ...saying.parts]
  }
  const last = joined.at(-1)
  if (last && buttons.length > 0) last.parts.push(...buttons)
  return joined.map(({ text, parts }) => ({ text, parts, pii: detectPii(text, { language }) as PiiSpan[] }))
}
