import type { Choice, Part } from '@loopdesk/contracts/messages.ts'
import type { Capabilities, OutgoingMessage, Rendering } from './define-channel.ts'
import { splitText } from './split-text.ts'

/** A message cut down to what a channel can show. */
export interface Degraded {
  /** At least one; each within the channel's limit. Empty only where the message has nothing but native parts. */
  texts: string[]
  /** What the channel shows natively; belongs to the last text. */
  parts: Part[]
}

const words = {
  zh: {
    reply: '回复数字即可选择',
    file: '文件',
    upload: (max: number) => `请直接把文件发过来（最多 ${max} 个）`,
    source: '来源',
    rating: '请回复 1 到 5，为本次服务评分（5 为非常满意）',
    location: '位置',
    form: '需要以下信息，请逐项回复',
    optional: '选填',
    comma: '、',
    colon: '：',
  },
  en: {
    reply: 'Reply with a number to choose',
    file: 'File',
    upload: (max: number) => `Please send your file here (${max} at most)`,
    source: 'Source',
    rating: 'Please rate this conversation: reply with 1 to 5 (5 is best)',
    location: 'Location',
    form: 'We need the following. Please answer one by one',
    optional: 'optional',
    comma: ', ',
    colon: ': ',
  },
} as const

/**
 * Writes out what the channel cannot show: choices become numbered lines, cards their words, files their links. Says nothing
 * twice and drops nothing that cannot be understood from the rest.
 */
export function degrade(message: OutgoingMessage, capabilities: Capabilities): Degraded {
  const native = message.parts.flatMap((part) => keepNative(part, capabilities))
  const numbered = numberedChoices(message.parts, capabilities)
  let number = 0
  const said = message.parts.flatMap((part) => {
    const lines = renderingOf(part, capabilities) === 'text' ? writeOut(part, message) : []
    const choices = writtenChoices(part, capabilities).map(({ label, hint }) => {
      number++
      return `${number}. ${label}${hint ? ` (${hint})` : ''}`
    })
    return [...lines, ...choices]
  })
  if (numbered.length > 0) said.push(words[message.language].reply)
  const text = [message.text, ...said].filter((line) => line.trim() !== '').join('\n')
  return { texts: text === '' && native.length > 0 ? [''] : splitText(text, capabilities.textLimit), parts: native }
}

/** The choices that are written as numbered lines, in the order of their numbers: what a customer's "2" stands for. */
export function numberedChoices(parts: readonly Part[], capabilities: Capabilities): Choice[] {
  return parts.flatMap((part) => writtenChoices(part, capabilities))
}

/** How a part travels on a channel that can do this much. */
export function renderingOf({ type }: Pick<Part, 'type'>, { parts, canShowForms }: Capabilities): Rendering {
  if (type === 'form') return canShowForms ? 'native' : 'text'
  return parts[type]
}

function writtenChoices(part: Part, capabilities: Capabilities): Choice[] {
  if (part.type !== 'choices' && part.type !== 'card') return []
  return showsChoices(part, capabilities) ? [] : part.choices
}

function showsChoices(part: Extract<Part, { choices: Choice[] }>, { parts, choices }: Capabilities): boolean {
  if (parts.choices !== 'native' || parts[part.type] !== 'native') return false
  return part.choices.length <= choices.most && part.choices.every(({ label }) => label.length <= choices.labelLimit)
}

function keepNative(part: Part, capabilities: Capabilities): Part[] {
  if (renderingOf(part, capabilities) !== 'native') return []
  if (part.type === 'choices') return showsChoices(part, capabilities) ? [part] : []
  if (part.type === 'card' && !showsChoices(part, capabilities)) return [{ ...part, choices: [] }]
  return [part]
}

const progressMarks = { done: '✓', now: '▸', next: '·', failed: '✗', undone: '↩' } as const

/** The words of a part, without its choices. */
function writeOut(part: Part, { language, fileUrls }: OutgoingMessage): string[] {
  const say = words[language]
  switch (part.type) {
    case 'file':
      return [[`${say.file}${say.colon}${part.file.name}`, fileUrls[part.file.fileId]].filter(Boolean).join(' ')]
    case 'card': {
      const fields = part.fields.map(({ label, value }) => `${label}${say.colon}${value}`)
      return [part.title, part.subtitle ?? '', ...fields, part.url ?? '']
    }
    case 'choices':
      return []
    case 'upload':
      return [say.upload(part.max)]
    case 'sources':
      return part.sources.map(({ title, url }) => [`${say.source}${say.colon}${title}`, url].filter(Boolean).join(' '))
    case 'progress':
      return [part.title, ...part.steps.map(({ label, state }) => `${progressMarks[state]} ${label}`)]
    case 'rating':
      return [say.rating]
    case 'form':
      return writeForm(part, say)
    case 'location':
      return [
        `${say.location}${say.colon}${[part.name, `${part.latitude},${part.longitude}`].filter(Boolean).join(' ')}`,
      ]
  }
}

/** The fields to be answered one by one; a form that takes no more answers asks for nothing. */
function writeForm(
  { title, fields, state }: Extract<Part, { type: 'form' }>,
  say: (typeof words)['zh' | 'en'],
): string[] {
  if (state !== 'open') return title ? [title] : []
  const lines = fields.map(({ label, required, hint, options, error }) => {
    const choices = options?.map((each) => each.label).join(say.comma) ?? ''
    const remarks = [required ? '' : say.optional, choices, hint ?? ''].filter((remark) => remark !== '')
    const said = remarks.length > 0 ? `${label} (${remarks.join('; ')})` : label
    return error ? `· ${said}${say.colon}${error}` : `· ${said}`
  })
  return [...(title ? [title] : []), `${say.form}${say.colon.trimEnd()}`, ...lines]
}
