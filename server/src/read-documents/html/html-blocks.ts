import type { Block } from '@loopdesk/engines/documents/document.ts'
import type { AnyNode, Element } from 'domhandler'
import { listBlocks } from './html-list.ts'
import { tableBlocks } from './html-table.ts'
import { inlineText, isElement, paragraphsOf, rawText } from './html-text.ts'

export interface HtmlOptions {
  /** Address of the page, for pictures. */
  url?: string | undefined
  /** Columns of one table. */
  columns: number
  /** Text recognised in pictures, by their address. */
  pictureTexts?: ReadonlyMap<string, string> | undefined
}

/** Nodes of HTML as blocks in reading order. The nesting must have been bounded before (see `checkDepth`). */
export function htmlBlocks(nodes: readonly AnyNode[], options: HtmlOptions): Block[] {
  const walk = makeWalk(options)
  walk.children(nodes)
  return walk.end()
}

const silent = new Set(
  (
    'script style noscript template svg math iframe object embed select option optgroup input textarea canvas audio video ' +
    'head dialog map datalist progress meter link meta base'
  ).split(' '),
)
const inline = new Set(
  (
    'a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr output q rp rt ruby s samp small ' +
    'span strike strong sub sup time tt u var wbr'
  ).split(' '),
)

interface Walk {
  children(nodes: readonly AnyNode[]): void
  end(): Block[]
}

function makeWalk(options: HtmlOptions): Walk {
  const blocks: Block[] = []
  let buffer = ''
  let anchor: string | undefined
  let level = 0
  const nested = (nodes: readonly AnyNode[]) => htmlBlocks(nodes, options)

  const flush = () => {
    for (const text of paragraphsOf(buffer)) {
      blocks.push({ kind: 'paragraph', text })
      // A name given inside a paragraph is the paragraph's, not the next heading's.
      anchor = undefined
    }
    buffer = ''
  }
  const heading = (text: string, depth: number, own?: string) => {
    const name = own ?? anchor
    anchor = undefined
    if (text !== '')
      blocks.push({ kind: 'heading', level: depth, text, ...(name === undefined ? {} : { anchor: name }) })
  }

  function children(nodes: readonly AnyNode[]): void {
    for (const node of nodes) {
      if (node.type === 'text') buffer += node.data
      else if (isElement(node)) element(node)
    }
  }

  function element(node: Element): void {
    const name = node.name
    if (silent.has(name)) return
    if (name === 'br') buffer += '\u2028'
    else if (inline.has(name)) inlineElement(node)
    else {
      flush()
      blockElement(node)
      flush()
    }
  }

  function inlineElement(node: Element): void {
    if (node.name === 'a' || node.attribs.id) anchor = node.attribs.id ?? node.attribs.name ?? anchor
    children(node.children)
  }

  function blockElement(node: Element): void {
    const depth = headingLevel(node)
    if (depth !== undefined) {
      level = depth
      heading(inlineText(node), depth, node.attribs.id ?? firstAnchor(node))
      return
    }
    switch (node.name) {
      case 'ul':
      case 'ol':
      case 'menu':
        blocks.push(...listBlocks(node, nested))
        return
      case 'table':
        blocks.push(...tableBlocks(node, nested, options.columns))
        return
      case 'dl':
        blocks.push(...definitions(node, nested, level))
        return
      case 'details':
        blocks.push(...unfolding(node, nested, level))
        return
      case 'pre':
        blocks.push({ kind: 'code', text: rawText(node).replace(/^\n|\s+$/g, '') })
        return
      case 'img':
        picture(node)
        return
      case 'figure':
        figure(node)
        return
      case 'button':
        if (opens(node)) heading(inlineText(node), Math.min(6, level + 1), node.attribs.id)
        return
      case 'p':
      case 'div':
        if (isBoldLine(node)) {
          heading(inlineText(node), Math.min(6, level + 1), node.attribs.id)
          return
        }
    }
    if (node.attribs.id) anchor = node.attribs.id
    children(node.children)
  }

  function picture(node: Element, caption?: string): void {
    const told = (caption ?? node.attribs.alt ?? node.attribs.title ?? '').replace(/\s+/g, ' ').trim()
    const small = Number(node.attribs.width) < 32 || Number(node.attribs.height) < 32
    const meaningless = /^(image|img|picture|photo|图片|icon|logo)?\s*\d*(\.\w+)?$/i.test(told)
    const text = options.pictureTexts?.get(node.attribs.src ?? '')
    // A picture without words for it is decoration, or says nothing that could be found.
    if (small || (meaningless && text === undefined)) return
    const file = addressOf(node.attribs.src, options.url)
    blocks.push({
      kind: 'picture',
      ...(meaningless ? {} : { caption: told }),
      ...(text === undefined ? {} : { text }),
      ...(file === undefined ? {} : { file }),
    })
  }

  function figure(node: Element): void {
    const caption = node.children.filter(isElement).find(({ name }) => name === 'figcaption')
    const image = firstNamed(node, 'img')
    const table = firstNamed(node, 'table')
    const text = caption === undefined ? undefined : inlineText(caption)
    if (image !== undefined && table === undefined) {
      picture(image, text || undefined)
      return
    }
    children(node.children.filter((child) => child !== caption))
    flush()
    const last = blocks.at(-1)
    if (text && last?.kind === 'table' && last.caption === undefined) last.caption = text
    else if (text) blocks.push({ kind: 'paragraph', text })
  }

  return {
    children,
    end() {
      flush()
      return blocks
    },
  }
}

function headingLevel(node: Element): number | undefined {
  const numbered = /^h([1-6])$/.exec(node.name)
  if (numbered) return Number(numbered[1])
  if (node.attribs.role !== 'heading') return undefined
  return Math.min(6, Math.max(1, Number(node.attribs['aria-level'] ?? 2) || 2))
}

/** A line all in bold that ends like no sentence: what people type instead of a heading. */
function isBoldLine(node: Element): boolean {
  const inside = node.children.filter((child) => !(child.type === 'text' && child.data.trim() === ''))
  if (inside.length === 0 || !inside.every((child) => isElement(child) && /^(b|strong)$/.test(child.name))) return false
  const text = inlineText(node)
  return text.length > 1 && text.length <= 60 && !/[。，；.,;:：!！]$/.test(text) && !text.includes('\n')
}

/** A button that unfolds an answer. */
function opens(node: Element): boolean {
  return 'aria-expanded' in node.attribs || 'aria-controls' in node.attribs || /[?？]\s*$/.test(inlineText(node))
}

const isQuestion = (text: string) =>
  /[?？]$/.test(text) ||
  /^(如何|怎么|怎样|为什么|是否|能否|可以|什么|how|what|why|when|where|who|which|can|do|does|is|are|will)\b/i.test(text)

/** `dt` and `dd`: questions with answers where they are that, else a list of `name: meaning`. */
function definitions(node: Element, nested: (nodes: readonly AnyNode[]) => Block[], level: number): Block[] {
  const pairs: { terms: string[]; meaning: AnyNode[] }[] = []
  const visit = (children: readonly AnyNode[]) => {
    for (const child of children.filter(isElement)) {
      if (child.name === 'div') visit(child.children)
      const last = pairs.at(-1)
      if (child.name === 'dt') {
        if (last !== undefined && last.meaning.length === 0) last.terms.push(inlineText(child))
        else pairs.push({ terms: [inlineText(child)], meaning: [] })
      } else if (child.name === 'dd') last?.meaning.push(child)
    }
  }
  visit(node.children)
  const questions = pairs.filter(({ terms }) => terms.some(isQuestion)).length
  if (pairs.length > 0 && questions * 2 >= pairs.length)
    return pairs.flatMap(({ terms, meaning }) => questionBlocks(terms[0]!, terms.slice(1), nested(meaning), level))
  return [
    {
      kind: 'list',
      ordered: false,
      items: pairs.map(({ terms, meaning }) => ({
        depth: 0,
        mark: '•',
        text: `${terms.join(', ')}: ${flatText(nested(meaning))}`,
      })),
    },
  ]
}

function unfolding(node: Element, nested: (nodes: readonly AnyNode[]) => Block[], level: number): Block[] {
  const summary = node.children.filter(isElement).find(({ name }) => name === 'summary')
  const rest = nested(node.children.filter((child) => child !== summary))
  return summary === undefined ? rest : questionBlocks(inlineText(summary), [], rest, level)
}

/** An answer of plain text makes a question; one with tables, code or headings of its own keeps them under a heading. */
function questionBlocks(question: string, similar: string[], answer: Block[], level: number): Block[] {
  if (question === '') return answer
  const plain = answer.every(({ kind }) => kind === 'paragraph' || kind === 'list')
  if (plain && answer.length > 0 && isQuestion(question))
    return [{ kind: 'question', question, similar, answer: flatText(answer) }]
  return [{ kind: 'heading', level: Math.min(6, level + 1), text: question }, ...answer]
}

function flatText(blocks: readonly Block[]): string {
  const text = (block: Block): string => {
    if (block.kind === 'list')
      return block.items.map(({ depth, mark, text }) => `${'  '.repeat(depth)}${mark} ${text}`).join('\n')
    if (block.kind === 'table') return [block.header, ...block.rows].map((row) => row.join(' | ')).join('\n')
    if (block.kind === 'picture') return block.caption ?? ''
    if (block.kind === 'question') return `${block.question}\n${block.answer}`
    return block.text
  }
  return blocks.map(text).filter(Boolean).join('\n')
}

function firstNamed(node: Element, name: string): Element | undefined {
  for (const child of node.children.filter(isElement)) {
    const found = child.name === name ? child : firstNamed(child, name)
    if (found !== undefined) return found
  }
  return undefined
}

function firstAnchor(node: Element): string | undefined {
  const link = firstNamed(node, 'a')
  return link?.attribs.id ?? link?.attribs.name
}

/** Absolute web address of a link on a page; `undefined` for anything else. */
function addressOf(link: string | undefined, base: string | undefined): string | undefined {
  const url = link === undefined ? null : URL.parse(link, base)
  return url !== null && /^https?:$/.test(url.protocol) ? url.href : undefined
}
