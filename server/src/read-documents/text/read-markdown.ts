import type { ReadDocument } from '@loopdesk/engines/documents/document.ts'
import { Marked } from 'marked'
import { parse } from 'yaml'
import { finishDocument } from '../blocks/finish-document.ts'
import { decodeText } from '../bytes/decode-text.ts'
import { fragmentBlocks } from '../html/read-html.ts'
import type { ReadContext } from '../read-outcome.ts'
import { Refused } from '../refusal.ts'

const marked = new Marked({ gfm: true, async: false })

/** Markdown of the GitHub kind, HTML inside it included; `title`, `author`, `date` and `lang` of its front matter. */
export function readMarkdown(bytes: Uint8Array, context: ReadContext): ReadDocument {
  const { text } = decodeText(bytes)
  checkNesting(text)
  const { front, body } = frontMatter(text)
  const blocks = fragmentBlocks(markdownHtml(body), context.limits.columns)
  const first = blocks.findIndex((block) => block.kind === 'heading' && block.level === 1)
  const heading = blocks[first]
  return finishDocument(
    {
      title: word(front.title) ?? (heading?.kind === 'heading' && first < 3 ? heading.text : undefined),
      language: word(front.lang ?? front.language),
      blocks,
      info: { author: word(front.author), modified: word(front.updated ?? front.lastmod ?? front.date) },
    },
    context,
  )
}

/** Markdown as HTML, unsafe parts and all: for reading, never for showing. */
export function markdownHtml(text: string): string {
  return marked.parse(text) as string
}

/** Quotes within quotes and lists within lists: the time to read them grows faster than their depth. */
function checkNesting(text: string): void {
  const deep = /^[ \t]{200,}(?:[-*+>]|\d+[.)])|^[ \t]*(?:>[ \t]?){60}/m
  if (deep.test(text)) throw new Refused('too_deep', 'Lists or quotes stand within too many others.')
}

function frontMatter(text: string): { front: Record<string, unknown>; body: string } {
  const match = /^---[ \t]*\n([\s\S]{0,20000}?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)/.exec(text)
  if (match === null) return { front: {}, body: text }
  try {
    const front: unknown = parse(match[1]!, { maxAliasCount: 10 })
    if (typeof front === 'object' && front !== null)
      return { front: front as Record<string, unknown>, body: text.slice(match[0].length) }
  } catch {
    // Not front matter but a rule with text below it.
  }
  return { front: {}, body: text }
}

function word(value: unknown): string | undefined {
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}
