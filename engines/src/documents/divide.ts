import { listPassages } from './divide-lists.ts'
import { tablePassages } from './divide-tables.ts'
import { type Piece, textPassages } from './divide-text.ts'
import type { Block, DocumentPassage, ReadDocument, Section } from './document.ts'
import { type Draft, type LeadIn, spread } from './draft.ts'
import { findReferences, makeTargets } from './references.ts'
import { sectionsOf } from './sections.ts'

/** Sections shorter than this (an ideograph counts 1, a letter one half) are read together with a neighbour of the same chapter and page. */
const tiny = 24

/**
 * Divides a document into sections (one for each heading) and passages, the units that are searched and quoted. A passage never
 * crosses into another section (but for tiny neighbours) and never cuts a sentence, a table row or a list item; tables repeat their
 * header, long lists the sentence that leads to them. Pages count from 1.
 */
export function dividePassages(document: ReadDocument): { sections: Section[]; passages: DocumentPassage[] } {
  const sections = sectionsOf(document.blocks)
  const drafts = sections.map((section) => draftsOf(document.blocks.slice(section.from, section.to), section))
  const targets = makeTargets(document, sections)
  const passages = mergeTiny(sections, drafts).map(({ draft, section, headings }, number): DocumentPassage => {
    const references = findReferences(draft.text, targets, section.number)
    return { number, section: section.number, headings, ...draft, ...(references.length > 0 ? { references } : {}) }
  })
  return { sections, passages }
}

/** The passages of one section, in order. */
function draftsOf(blocks: Block[], section: Section): Draft[] {
  const drafts: Draft[] = []
  let pieces: Piece[] = []
  const flush = () => {
    drafts.push(...textPassages(pieces))
    pieces = []
  }
  for (const [index, block] of blocks.entries()) {
    if (block.kind === 'heading') continue
    if (block.kind === 'paragraph') pieces.push(pieceOf(block))
    else if (block.kind === 'picture' && !block.text && block.caption)
      pieces.push({ text: block.caption, page: block.page, boxes: block.boxes ?? [], starts: [], listed: true })
    else if (block.kind === 'list' && block.items.length === 1) {
      const [item] = block.items
      pieces.push({
        text: `${item!.mark} ${item!.text}`,
        page: block.page,
        boxes: block.boxes ?? [],
        starts: [],
        listed: true,
      })
    } else {
      const lead = leadIn(pieces, block, blocks[index - 1])
      if (lead?.whole) pieces.pop()
      flush()
      drafts.push(...special(block, lead))
    }
  }
  flush()
  return asAnswer(withRemarks(drafts), section)
}

/** A line behind a table, list or text says something of it: a remark, a caption. */
function withRemarks(drafts: Draft[]): Draft[] {
  const out: Draft[] = []
  for (const draft of drafts) {
    const last = out.at(-1)
    const remark =
      draft.kind === 'text' && lengthOf(draft.text) <= (isNote.test(draft.text) ? tiny * 4 : tiny) && last?.text !== ''
    if (!remark || !last || (last.kind !== 'table' && last.kind !== 'list' && last.kind !== 'text')) {
      out.push(draft)
      continue
    }
    const page = last.pageStarts?.at(-1)?.page ?? last.page
    const later = draft.page !== undefined && page !== undefined && draft.page > page
    const starts = [...(last.pageStarts ?? []), ...(later ? [{ at: last.text.length + 1, page: draft.page! }] : [])]
    out[out.length - 1] = {
      ...last,
      text: `${last.text}\n${draft.text}`,
      ...(starts.length > 0 ? { pageStarts: starts } : {}),
      ...(later ? { lastPage: draft.page! } : {}),
      ...(last.boxes || draft.boxes ? { boxes: [...(last.boxes ?? []), ...(draft.boxes ?? [])] } : {}),
    }
  }
  return out
}

const isNote = /^(?:[（(]?(?:备?注|说明)\s*\d*\s*[:：]|Notes?\s*\d*\s*[:：.]|[*※†]|[①-⑨¹²³])/i

const pieceOf = (block: Extract<Block, { kind: 'paragraph' }>): Piece => ({
  text: block.text,
  page: block.page,
  boxes: block.boxes ?? [],
  starts: block.pageStarts ?? [],
})

const announces = /[:：]$|(?:如下|下列|以下|下表|下图|the following|below|as follows)[^。.]{0,24}[。.]?$/i

function leadIn(pieces: Piece[], block: Block, before: Block | undefined): LeadIn | undefined {
  const last = pieces.at(-1)
  if (!last || before?.kind !== 'paragraph') return undefined
  const short = pieces.length === 1 && lengthOf(last.text) <= tiny && !isNote.test(last.text)
  if (!short && !announces.test(last.text)) return undefined
  if (block.kind === 'question' || block.kind === 'picture') return undefined
  const whole = last.text.length <= 120
  const sentence = /[^。！？!?\n]*(?:[^.。！？!?\n]|\.(?!\s))+[:：.。]?$/.exec(last.text)?.[0]?.trim() ?? last.text
  return { text: whole ? last.text : sentence, page: last.page, boxes: last.boxes, whole }
}

function special(block: Block, lead: LeadIn | undefined): Draft[] {
  const place = {
    ...(block.page === undefined ? {} : { page: lead?.page ?? block.page }),
    boxes: [...(lead?.whole ? lead.boxes : []), ...(block.boxes ?? [])],
  }
  switch (block.kind) {
    case 'list':
      return listPassages(block, lead)
    case 'table':
      return tablePassages(block, lead)
    case 'question':
      return [
        {
          kind: 'question',
          text: block.answer,
          question: block.question,
          similar: block.similar,
          ...spread(place),
          ...(block.pageStarts ? { pageStarts: block.pageStarts } : {}),
        },
      ]
    case 'code':
      return [{ kind: 'code', text: lead ? `${lead.text}\n${block.text}` : block.text, ...spread(place) }]
    case 'picture': {
      const text = [block.caption, block.text].filter((part) => part).join('\n')
      return text === '' ? [] : [{ kind: 'picture', text, ...spread(place) }]
    }
    default:
      return []
  }
}

/** A section whose heading asks is the answer to it, when it is one passage. */
function asAnswer(drafts: Draft[], section: Section): Draft[] {
  const heading = section.headings.at(-1)
  const [only] = drafts
  if (!heading || !/[？?]\s*$/.test(heading) || drafts.length !== 1 || (only?.kind !== 'text' && only?.kind !== 'list'))
    return drafts
  const question = heading.replace(/^(?:[Qq问]?\s*\d*\s*[.、:：)）]\s*)?/, '').trim()
  return [{ ...only, kind: 'question', question, similar: [] }]
}

interface Placed {
  draft: Draft
  section: Section
  headings: string[]
}

/** Joins sections of a line or two with their neighbours; their headings become part of the text. */
function mergeTiny(sections: Section[], drafts: Draft[][]): Placed[] {
  const out: (Placed & { alone: boolean })[] = []
  for (const [index, section] of sections.entries()) {
    const own = drafts[index]!
    const [only] = own
    const alone = own.length === 1 && only!.kind === 'text' && section.level > 1 && lengthOf(only!.text) <= tiny
    const last = out.at(-1)
    if (
      alone &&
      last?.alone &&
      last.draft.page === only!.page &&
      sameParent(last.section, section) &&
      lengthOf(last.draft.text) < tiny * 6
    ) {
      const before =
        last.headings.length === last.section.headings.length
          ? `${last.section.headings.at(-1)}\n${last.draft.text}`
          : last.draft.text
      last.draft = {
        ...last.draft,
        text: `${before}\n${section.headings.at(-1)}\n${only!.text}`,
        boxes: [...(last.draft.boxes ?? []), ...(only!.boxes ?? [])],
      }
      last.headings = section.headings.slice(0, -1)
    } else out.push(...own.map((draft) => ({ draft, section, headings: section.headings, alone })))
  }
  return out
}

const sameParent = (one: Section, other: Section) =>
  one.headings.slice(0, -1).join('\n') === other.headings.slice(0, -1).join('\n') && one.level === other.level
const lengthOf = (text: string) => [...text].reduce((sum, character) => sum + (character > '\u2e7f' ? 1 : 0.5), 0)
