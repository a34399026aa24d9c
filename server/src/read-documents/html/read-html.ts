import type { Block, ReadDocument } from '@loopdesk/engines/documents/document.ts'
import { type CheerioAPI, load } from 'cheerio'
import type { Element } from 'domhandler'
import { finishDocument } from '../blocks/finish-document.ts'
import { decodeText } from '../bytes/decode-text.ts'
import type { ReadContext } from '../read-outcome.ts'
import { Refused } from '../refusal.ts'
import { checkDepth } from './check-depth.ts'
import { htmlBlocks } from './html-blocks.ts'
import { mainContent } from './main-content.ts'
import { type PageFacts, pageFacts } from './page-facts.ts'

export interface ReadPage {
  document: ReadDocument
  facts: PageFacts
}

/** A web page: its main content as blocks, and what it says about itself. `url` makes its links absolute. */
export function readHtml(bytes: Uint8Array, context: ReadContext, url?: string): ReadPage {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 4_096))
  const declared = /<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)/i.exec(head)?.[1]
  const { text } = decodeText(bytes, declared)
  checkDepth(text)
  const $ = load(text)
  const facts = { title: titleOf($), language: languageOf($), modified: modifiedOf($), author: meta($, 'author') }
  const told = questionsTold($)
  const found = contentBlocks($, text, context, url)
  const blocks = withQuestions(found, told)
  const page = pageFacts($, url, characters(blocks))
  return { document: finish(blocks, facts, context, page), facts: page }
}

/** A piece of HTML that is all content: the body of an article of a help desk. */
export function fragmentBlocks(html: string, columns: number, url?: string): Block[] {
  checkDepth(html)
  return htmlBlocks(load(html, null, false).root()[0]!.children, { columns, url })
}

function finish(
  blocks: Block[],
  facts: { title: string; language: string | undefined; modified: string | undefined; author: string | undefined },
  context: ReadContext,
  page: PageFacts,
): ReadDocument {
  const heading = blocks.filter((block) => block.kind === 'heading' && block.level === 1)
  const only = heading.length === 1 && heading[0]?.kind === 'heading' ? heading[0].text : undefined
  try {
    return finishDocument(
      {
        title: only ?? facts.title,
        language: facts.language,
        blocks,
        info: { author: facts.author, modified: facts.modified },
      },
      context,
    )
  } catch (error) {
    if (error instanceof Refused && error.code === 'has_no_text' && page.needsScript)
      throw new Refused('has_no_text', 'The page is made by a script in the browser; without one it is empty.')
    throw error
  }
}

function contentBlocks($: CheerioAPI, text: string, context: ReadContext, url: string | undefined): Block[] {
  const options = { columns: context.limits.columns, url: $('head').find('base[href]').attr('href') ?? url }
  const body = $('body')[0] as Element | undefined
  if (body === undefined) return []
  const blocks = htmlBlocks(mainContent(body), options)
  if (characters(blocks) > 0) return blocks
  // A page of nothing but links: better those than nothing.
  const whole = load(text)('body')[0] as Element | undefined
  return whole === undefined ? [] : htmlBlocks(whole.children, options)
}

function characters(blocks: readonly Block[]): number {
  return JSON.stringify(blocks).replace(/[^\p{L}\p{N}]/gu, '').length - blocks.length * 12
}

const meta = ($: CheerioAPI, name: string) =>
  $('head').find(`meta[name="${name}" i], meta[property="${name}" i]`).first().attr('content')?.trim() || undefined

/** The title without the site's name behind it. */
function titleOf($: CheerioAPI): string {
  const title = meta($, 'og:title') ?? $('head').children('title').first().text()
  const site = meta($, 'og:site_name')
  const parts = title.split(/\s+[|–—·»-]\s+|\s*[_|]\s*/)
  if (parts.length > 1 && (parts.at(-1) === site || $('h1').first().text().includes(parts[0]!.trim())))
    return parts[0]!.trim()
  return title.trim()
}

function languageOf($: CheerioAPI): string | undefined {
  const told = ($('html').attr('lang') ?? meta($, 'og:locale') ?? '').trim().replace('_', '-')
  const match = /^([a-z]{2,3})\b/i.exec(told)?.[1]?.toLowerCase()
  // `en` is what many templates say of pages in Chinese: only another language is believed without looking.
  return match === undefined || match === 'en' || match === 'zh' ? undefined : match
}

function modifiedOf($: CheerioAPI): string | undefined {
  const told =
    meta($, 'article:modified_time') ?? meta($, 'last-modified') ?? $('time[datetime]').first().attr('datetime')
  const date = told === undefined ? Number.NaN : Date.parse(told)
  return Number.isNaN(date) ? undefined : new Date(date).toISOString()
}

/** Questions that a page tells machines (https://schema.org/FAQPage), also those it shows only when clicked. */
function questionsTold($: CheerioAPI): { question: string; answer: string }[] {
  const found: { question: string; answer: string }[] = []
  $('script[type="application/ld+json"]').each((_, node) => {
    try {
      visit(JSON.parse($(node).text()), 0)
    } catch {
      // What is no JSON tells nothing.
    }
  })
  return found

  function visit(value: unknown, depth: number): void {
    if (typeof value !== 'object' || value === null || depth > 6) return
    if (Array.isArray(value)) {
      for (const one of value) visit(one, depth + 1)
      return
    }
    const about = value as Record<string, unknown>
    if (about['@type'] === 'Question') {
      const accepted = about.acceptedAnswer as { text?: unknown } | { text?: unknown }[] | undefined
      const answer = Array.isArray(accepted) ? accepted[0]?.text : accepted?.text
      if (typeof about.name === 'string' && typeof answer === 'string')
        found.push({ question: plain(about.name), answer: plain(answer) })
      return
    }
    for (const key of ['@graph', 'mainEntity', 'hasPart', 'itemListElement', 'item']) visit(about[key], depth + 1)
  }
}

const plain = (html: string) => load(html, null, false).text().replace(/\s+/g, ' ').trim()

/** Those told that the page does not show. */
function withQuestions(blocks: Block[], told: { question: string; answer: string }[]): Block[] {
  const bare = (text: string) => text.replace(/[\s\p{P}]/gu, '')
  const shown = bare(JSON.stringify(blocks))
  const missing = told.filter(({ question, answer }) => {
    const both = shown.includes(bare(question)) && shown.includes(bare(answer).slice(0, 20))
    return question !== '' && answer !== '' && !both
  })
  return [...blocks, ...missing.map((pair): Block => ({ kind: 'question', similar: [], ...pair }))]
}
