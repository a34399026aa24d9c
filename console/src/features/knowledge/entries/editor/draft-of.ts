import type { DraftEntry, EntryDetail } from '@loopdesk/contracts/api/knowledge/entries.ts'

const blank: DraftEntry = {
  category: '',
  labels: [],
  title: {},
  questions: { zh: [], en: [] },
  answer: {},
  variants: [],
  audiences: [],
  attachments: [],
  related: [],
  official: 1,
}

/** What is edited: the draft, else what is live. */
export function draftOf({ draft, published }: Pick<EntryDetail, 'draft' | 'published'>): DraftEntry {
  if (draft) return draft.definition
  if (!published) return blank
  const { id: _, ...definition } = published
  return definition
}

/** A text in one language changed; an empty one is taken away. */
export function withText(
  text: { zh?: string | undefined; en?: string | undefined },
  language: 'zh' | 'en',
  value: string,
) {
  const next = { ...text, [language]: value }
  if (value === '') delete next[language]
  return next
}

/** Languages anything is written in; the reader's where nothing is. */
export function languagesOf(draft: DraftEntry, reader: 'zh' | 'en'): ('zh' | 'en')[] {
  const found = (['zh', 'en'] as const).filter(
    (each) => draft.title[each] || draft.answer[each] || draft.questions[each].length > 0,
  )
  return found.length > 0 ? found : [reader]
}
