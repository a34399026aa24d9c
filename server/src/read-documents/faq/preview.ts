import type { FaqColumns, FaqField } from '../sheets/question-columns.ts'
import type { FaqCells } from './faq-row.ts'

/** For choosing what each column is. Lines of JSON show what was recognised of them. */
export interface FaqPreview {
  columns: { name: string; field: FaqField | null }[]
  sample: string[][]
}

const mostColumns = 60
const mostSample = 5
const shown = (cells: string[]) => cells.slice(0, mostColumns).map((cell) => cell.slice(0, 200))

/** Sees the first lines of a file go by. */
export function makePreview() {
  let columns: FaqPreview['columns'] = []
  let sample: string[][] = []
  return {
    /** A line of cells; `found` when it was taken for the heading. */
    row(cells: string[], found: FaqColumns | undefined): void {
      if (found || (columns.length === 0 && cells.filter(Boolean).length > 1)) {
        const fieldAt = (at: number) => Object.entries(found ?? {}).find(([, places]) => places.includes(at))?.[0]
        columns = shown(cells).map((name, at) => ({ name, field: (fieldAt(at) as FaqField | undefined) ?? null }))
        sample = []
      } else if (columns.length > 0 && sample.length < mostSample) sample.push(shown(cells))
    },
    named(cells: FaqCells): void {
      if (sample.length >= mostSample) return
      for (const field of Object.keys(cells) as FaqField[])
        if (!columns.some(({ name }) => name === field)) columns.push({ name: field, field })
      sample.push(columns.map(({ field }) => cells[field!]?.join(' / ').slice(0, 200) ?? ''))
    },
    result: (): FaqPreview => ({ columns, sample }),
  }
}
