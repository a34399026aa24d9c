import { readFile } from 'node:fs/promises'
import type { ReadDocument } from '@loopdesk/engines/documents/document.ts'
import { finishDocument } from '../blocks/finish-document.ts'
import { openArchive } from '../bytes/archive.ts'
import { decodeText } from '../bytes/decode-text.ts'
import { fragmentBlocks } from '../html/read-html.ts'
import type { ReadContext, ReadLimits } from '../read-outcome.ts'
import { Refused } from '../refusal.ts'
import { markdownHtml } from '../text/read-markdown.ts'
import { readChatwoot } from './chatwoot.ts'
import type { HelpArticle, HelpDesk } from './help-desk.ts'
import { readIntercom } from './intercom.ts'
import { isObject, type Json, objects } from './json-values.ts'
import { readZendesk } from './zendesk.ts'

export const helpDeskReaders: Record<HelpDesk['from'], (parts: readonly Json[]) => HelpDesk> = {
  zendesk: readZendesk,
  intercom: readIntercom,
  chatwoot: readChatwoot,
}

/** An article with its text as blocks; `refused` says why there are none. */
export type ReadArticle = Omit<HelpArticle, 'body' | 'format'> &
  ({ document: ReadDocument } | { refused: { code: string; message: string } })

export type ReadHelpDesk = Omit<HelpDesk, 'articles'> & { articles: ReadArticle[] }

/**
 * An export of Zendesk Guide, Intercom or a Chatwoot portal: a JSON file as their API answers, one JSON a line, or a ZIP of such
 * files. Whose it is is seen from its fields. Throws Refused.
 */
export async function readExport(path: string, context: ReadContext): Promise<ReadHelpDesk> {
  const parts = await partsOf(path, context.limits)
  const from = whose(parts)
  if (from === undefined) throw new Refused('unknown_type', 'It is no export of Zendesk Guide, Intercom or Chatwoot.')
  return readArticles(helpDeskReaders[from](parts), context)
}

/** The articles of a help desk with their texts as blocks. */
export function readArticles(desk: HelpDesk, context: ReadContext): ReadHelpDesk {
  const articles = desk.articles.map(({ body, format, ...article }, at): ReadArticle => {
    context.progress(at + 1, desk.articles.length)
    try {
      const html = format === 'markdown' ? markdownHtml(body) : body
      const blocks = fragmentBlocks(html, context.limits.columns, article.url)
      const { locale, updatedAt } = article
      const language = locale?.toLowerCase().split(/[-_]/)[0]
      const info = updatedAt === undefined ? {} : { modified: updatedAt }
      return {
        ...article,
        document: finishDocument({ title: article.title, language, blocks, info }, { ...context, name: article.title }),
      }
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      return { ...article, refused: { code: error.code, message: error.message } }
    }
  })
  return { ...desk, articles }
}

async function partsOf(path: string, limits: ReadLimits): Promise<Json[]> {
  const bytes = await readFile(path)
  if (bytes.length === 0) throw new Refused('empty')
  if (bytes.length > limits.fileBytes) throw new Refused('too_large')
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) return parse(decodeText(bytes).text)
  const archive = await openArchive(bytes, limits)
  try {
    const parts: Json[] = []
    for (const { path: name } of archive.entries) {
      if (!/\.(json|jsonl|ndjson)$/i.test(name)) continue
      const text = decodeText((await archive.read(name)) ?? Buffer.alloc(0)).text
      if (text.trim() !== '') parts.push(...named(parse(text), name))
    }
    return parts
  } finally {
    archive.close()
  }
}

/** A list alone is what its file is called: `articles.json`. */
function named(parts: Json[], path: string): Json[] {
  const name = /([a-z_]+)[\d_.-]*\.\w+$/i.exec(path)?.[1]?.toLowerCase()
  return parts.map((part) =>
    'list' in part && Object.keys(part).length === 1 && name !== undefined ? { [name]: part.list } : part,
  )
}

function parse(text: string): Json[] {
  try {
    const value: unknown = JSON.parse(text)
    if (Array.isArray(value)) {
      // A list of answers, page by page, or a list of records.
      const pages = objects(value).filter(
        (one) => 'articles' in one || 'payload' in one || 'sections' in one || ('data' in one && 'type' in one),
      )
      return pages.length > 0 ? pages : [{ list: value, articles: value }]
    }
    return isObject(value) ? [value] : []
  } catch (error) {
    const lines = text.split('\n').filter((line) => line.trim() !== '')
    if (lines.length > 1) {
      try {
        const records = lines.map((line) => JSON.parse(line) as unknown)
        return [{ list: records, articles: records }]
      } catch {
        // Neither one JSON nor one a line.
      }
    }
    throw new Refused('damaged', (error as Error).message.slice(0, 200))
  }
}

/** Fields that only one of them has. */
function whose(parts: readonly Json[]): HelpDesk['from'] | undefined {
  for (const part of parts) {
    const records = ['articles', 'data', 'payload', 'sections', 'collections'].flatMap((name) => objects(part[name]))
    for (const one of records) {
      if ('section_id' in one || 'label_names' in one || 'user_segment_id' in one) return 'zendesk'
      if (one.type === 'article' || 'translated_content' in one || 'workspace_id' in one) return 'intercom'
      if ('content' in one && ('status' in one || 'category' in one)) return 'chatwoot'
    }
  }
  return undefined
}
