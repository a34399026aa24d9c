import type { OutlineEntry, PageContent } from '@loopdesk/engines/documents/page-content.ts'
import { Refused } from '../refusal.ts'
import { loadPdf, type PdfProxy } from './load-pdf.ts'
import { makeReadPage } from './read-page.ts'

export interface OpenPdf {
  pages: number
  outline: OutlineEntry[]
  /** What is printed on the pages, by position. */
  labels?: string[]
  info: { title?: string; author?: string; modified?: string }
  /** Number from 1. */
  page(number: number): Promise<PageContent>
  close(): Promise<void>
}

/** Opens a PDF for its text; pictures are not unpacked. Throws `Refused`. */
export async function openPdf(bytes: Uint8Array, maxPages: number): Promise<OpenPdf> {
  const proxy = await loadPdf(bytes, { maxImageSize: 1 })
  try {
    if (proxy.numPages === 0) throw new Refused('empty')
    if (proxy.numPages > maxPages)
      throw new Refused('too_many_pages', `It has ${proxy.numPages}; ${maxPages} are allowed.`)
    const [labels, outline, info] = await Promise.all([
      proxy.getPageLabels().catch(() => null),
      outlineOf(proxy),
      infoOf(proxy),
    ])
    return {
      pages: proxy.numPages,
      outline,
      ...(labels ? { labels } : {}),
      info,
      page: await makeReadPage(proxy),
      close: () => proxy.loadingTask.destroy(),
    }
  } catch (error) {
    await proxy.loadingTask.destroy()
    throw error
  }
}

type Bookmark = Awaited<ReturnType<PdfProxy['getOutline']>>[number]

/** Bookmarks with their levels and pages; at most a few thousand. */
async function outlineOf(proxy: PdfProxy): Promise<OutlineEntry[]> {
  const entries: OutlineEntry[] = []
  const walk = async (bookmarks: Bookmark[], level: number): Promise<void> => {
    for (const { title, dest, items } of bookmarks) {
      if (entries.length >= 5_000) return
      const page = await pageOf(proxy, dest).catch(() => undefined)
      entries.push({ title, level, ...(page === undefined ? {} : { page }) })
      if (level < 12) await walk(items ?? [], level + 1)
    }
  }
  await walk((await proxy.getOutline().catch(() => null)) ?? [], 1)
  return entries
}

async function pageOf(proxy: PdfProxy, dest: Bookmark['dest']): Promise<number | undefined> {
  const explicit = typeof dest === 'string' ? await proxy.getDestination(dest) : dest
  const target = explicit?.[0]
  if (typeof target === 'number') return target + 1
  return target ? (await proxy.getPageIndex(target)) + 1 : undefined
}

async function infoOf(proxy: PdfProxy): Promise<OpenPdf['info']> {
  const { info } = await proxy.getMetadata().catch(() => ({ info: {} }))
  const { Title, Author, ModDate, CreationDate } = info as Record<string, unknown>
  const title = words(Title)
  const modified = dateOf(ModDate) ?? dateOf(CreationDate)
  const author = words(Author)
  return {
    ...(title && isTitle(title) ? { title } : {}),
    ...(author ? { author } : {}),
    ...(modified ? { modified } : {}),
  }
}

const words = (value: unknown) => (typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined)

/** Programs fill the title with file names and their own. */
const isTitle = (title: string) =>
  !/^(?:untitled|无标题|未命名|document\d*|microsoft (?:word|powerpoint)\b.*|about:blank|temp|新建.*|.*\.(?:docx?|pptx?|xlsx?|pdf|indd|html?|tex|wps|cdr|ai|tmp|qxd))$/i.test(
    title,
  ) &&
  !/^(?:https?:|doi:)|\.[a-z]{2,4}$/i.test(title) &&
  /\p{L}{2}|\p{Script=Han}/u.test(title) &&
  !title.includes('\ufffd')

/** `D:20240131120000+08'00'` as ISO. */
function dateOf(value: unknown): string | undefined {
  const match = /^D:(\d{4})(\d{2})?(\d{2})?(\d{2})?(\d{2})?(\d{2})?(?:Z|([+-]\d{2})'?(\d{2})?)?/.exec(
    typeof value === 'string' ? value : '',
  )
  if (!match) return undefined
  const [, year, month = '01', day = '01', hour = '00', minute = '00', second = '00', zone, rest = '00'] = match
  const instant = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone ? `${zone}:${rest}` : 'Z'}`)
  return Number.isNaN(instant.getTime()) ? undefined : instant.toISOString()
}
