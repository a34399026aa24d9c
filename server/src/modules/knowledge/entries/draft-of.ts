import type { DraftEntry } from '@loopdesk/contracts/api/knowledge/entries.ts'
import { draftEntry } from '@loopdesk/contracts/api/knowledge/entries.ts'
import { type KnowledgeEntry, knowledgeEntry } from '@loopdesk/contracts/knowledge.ts'

type Texts = { zh?: string | undefined; en?: string | undefined }

/** A published entry as a draft to go on from. */
export function draftOf({ id: _id, ...entry }: KnowledgeEntry): DraftEntry {
  return draftEntry.parse(entry)
}

/** A draft without what is empty or said twice. */
export function tidyDraft(draft: DraftEntry): DraftEntry {
  return {
    ...draft,
    category: draft.category.trim(),
    labels: unique(draft.labels),
    title: tidyTexts(draft.title),
    questions: { zh: unique(draft.questions.zh), en: unique(draft.questions.en) },
    answer: tidyTexts(draft.answer),
    variants: draft.variants.map((each) => ({ ...each, text: tidyTexts(each.text) })),
    audiences: unique(draft.audiences),
    related: unique(draft.related),
  }
}

/** The draft as it can be published, or what is missing, by path inside it. */
export function entryOf(
  id: string,
  draft: DraftEntry,
): { entry: KnowledgeEntry } | { issues: { path: string; message: string }[] } {
  const parsed = knowledgeEntry.safeParse({ id, ...tidyDraft(draft) })
  if (parsed.success) return { entry: parsed.data }
  return { issues: parsed.error.issues.map(({ path, message }) => ({ path: `/${path.join('/')}`, message })) }
}

/** Letters and digits only, in small letters: `怎么退款？` and `怎么退款` are one question. */
export function bareQuestion(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '')
}

/** 32-bit FNV-1a of the bare question, as PostgreSQL's int. */
export function questionHash(text: string): number {
  let hash = 0x811c9dc5
  for (const char of bareQuestion(text)) hash = Math.imul(hash ^ char.codePointAt(0)!, 0x01000193)
  return hash | 0
}

function tidyTexts({ zh, en }: Texts): { zh?: string; en?: string } {
  return { ...(zh?.trim() && { zh: zh.trim() }), ...(en?.trim() && { en: en.trim() }) }
}

function unique(texts: string[]): string[] {
  return [...new Set(texts.map((each) => each.trim()).filter((each) => each !== ''))]
}
