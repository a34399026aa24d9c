import type { Block, ReadDocument } from '@loopdesk/engines/documents/document.ts'
import { detectLanguage } from '@loopdesk/engines/text/detect-language.ts'
import type { ReadContext } from '../read-outcome.ts'
import { Refused } from '../refusal.ts'
import { tidyBlocks } from './tidy-blocks.ts'

interface Found {
  title?: string | undefined
  language?: string | undefined
  blocks: Block[]
  info?: { author?: string | undefined; modified?: string | undefined }
  warnings?: ReadDocument['warnings']
}

/**
 * What every reader ends with: tidy blocks, a title (told, else the first heading, else the file's name), the language.
 * Throws Refused `has_no_text` and `too_large`.
 */
export function finishDocument(found: Found, context: ReadContext): ReadDocument {
  const blocks = tidyBlocks(found.blocks)
  let characters = 0
  const sample: string[] = []
  for (const block of blocks) {
    const text = textOf(block)
    characters += text.length
    if (sample.length < 200) sample.push(text)
    if (characters > context.limits.characters)
      throw new Refused('too_large', `It holds more than ${context.limits.characters} characters of text.`)
  }
  if (!/[\p{L}\p{N}]/u.test(sample.join('')) && characters < 100_000) throw new Refused('has_no_text')
  const language = found.language ?? languageOf(sample.join('\n').slice(0, 4_000))
  const info = withoutEmpty(found.info ?? {})
  return {
    title: clean(found.title) || firstHeading(blocks) || baseName(context.name),
    ...(language === undefined ? {} : { language }),
    blocks,
    ...(Object.keys(info).length === 0 ? {} : { info }),
    warnings: found.warnings ?? [],
  }
}

function textOf(block: Block): string {
  switch (block.kind) {
    case 'list':
      return block.items.map(({ text }) => text).join('\n')
    case 'table':
      return [block.caption ?? '', block.header.join(' '), ...block.rows.map((row) => row.join(' '))].join('\n')
    case 'picture':
      return `${block.caption ?? ''} ${block.text ?? ''}`
    case 'question':
      return [block.question, ...block.similar, block.answer].join('\n')
    default:
      return block.text
  }
}

function languageOf(text: string): string | undefined {
  const { language } = detectLanguage(text)
  return language === 'other' ? undefined : language
}

const clean = (text: string | undefined) => text?.replace(/\s+/g, ' ').trim().slice(0, 300) ?? ''

function firstHeading(blocks: Block[]): string | undefined {
  const heading = blocks.slice(0, 5).find((block) => block.kind === 'heading')
  return heading?.kind === 'heading' ? clean(heading.text) : undefined
}

/** `资料/保修 说明.docx` → `保修 说明`. */
export function baseName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? name
  return last.replace(/\.[a-z0-9]{1,10}$/i, '').trim() || last
}

function withoutEmpty(info: { author?: string | undefined; modified?: string | undefined }): {
  author?: string
  modified?: string
} {
  return {
    ...(info.author ? { author: info.author } : {}),
    ...(info.modified ? { modified: info.modified } : {}),
  }
}
