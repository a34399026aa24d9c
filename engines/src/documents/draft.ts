import type { Block, DocumentPassage } from './document.ts'

/** What a passage is before it has its number and section. */
export type Draft = Omit<DocumentPassage, 'number' | 'section' | 'headings' | 'references'>

/** The words before a list, table or listing that lead to it. */
export interface LeadIn {
  text: string
  page?: number
  boxes: NonNullable<Block['boxes']>
  /** The whole paragraph does nothing else; else it is its last sentence. */
  whole: boolean
}

/** Page, last page and boxes of a passage. */
export function spread({
  page,
  boxes,
}: {
  page?: number
  boxes: NonNullable<Block['boxes']>
}): Pick<Draft, 'page' | 'lastPage' | 'boxes'> {
  const last = boxes.at(-1)?.page
  return {
    ...(page === undefined ? {} : { page }),
    ...(last !== undefined && page !== undefined && last > page ? { lastPage: last } : {}),
    ...(boxes.length > 0 ? { boxes } : {}),
  }
}
