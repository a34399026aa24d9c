/** What every reader of files answers: a document as blocks in reading order. Page numbers count from 1; absent where a format has none. */
export interface ReadDocument {
  title: string
  /** BCP 47 as far as it can be told: zh, en … */
  language?: string
  blocks: Block[]
  /** Sizes in points; only where pages exist. `label` is the number printed on the page, where it differs. */
  pages?: { number: number; width: number; height: number; label?: string; ocr?: boolean }[]
  /** What the file's author, date and the like say. */
  info?: { author?: string; modified?: string }
  /** What could not be read, in words for the one who imported it (`{page}` counted from 1). */
  warnings: { code: string; message: string; page?: number }[]
}

/** Where a block stands on its page, in points from the top left. */
export interface Box {
  page: number
  x: number
  y: number
  width: number
  height: number
}

interface Placed {
  /** First page it stands on. */
  page?: number
  /** One box for each page or column it stands in. */
  boxes?: Box[]
}

export type Block = Placed &
  (
    | { kind: 'heading'; level: number; text: string; anchor?: string }
    /** `pageStarts`: where in the text later pages begin. */
    | { kind: 'paragraph'; text: string; pageStarts?: PageStart[] }
    | { kind: 'list'; ordered: boolean; items: ListItem[] }
    /** `rowPages`: the page of each row, where the table runs over several. */
    | { kind: 'table'; caption?: string; header: string[]; rows: string[][]; rowPages?: number[] }
    | { kind: 'code'; text: string }
    | { kind: 'picture'; caption?: string; text?: string; file?: string }
    /** A question with its answer, as FAQ pages and sheets have them. */
    | { kind: 'question'; question: string; similar: string[]; answer: string; pageStarts?: PageStart[] }
  )

/** From this position of a text on it stands on this page. */
export interface PageStart {
  at: number
  page: number
}

export interface ListItem {
  /** 0 for the outermost. */
  depth: number
  /** As printed before it: `1.`, `a)`, `•`. */
  mark: string
  text: string
  /** Where it begins. */
  page?: number
}

/** A chapter or paragraph number with its place in the tree: headings above it, outermost first. */
export interface Section {
  /** Position in the document, from 0. */
  number: number
  headings: string[]
  level: number
  page?: number
  anchor?: string
  /** Blocks [from, to) of the document. */
  from: number
  to: number
}

/** The unit that is searched and quoted: never cuts a table row, a list item or a sentence. */
export interface DocumentPassage {
  /** Position in the document, from 0. */
  number: number
  section: number
  headings: string[]
  kind: 'text' | 'list' | 'table' | 'code' | 'question' | 'picture'
  /** For search and quoting. Tables: one line a row, `header: cell; header: cell`. Lists keep their marks. */
  text: string
  /** Of kind `table`: as cells, so that an answer can name one. Row `n` is line `firstLine + n` of the text; caption and lead-in stand before. */
  table?: { caption?: string; header: string[]; rows: string[][]; firstLine?: number }
  /** Of kind `question`. */
  question?: string
  similar?: string[]
  page?: number
  lastPage?: number
  /** Where in `text` pages after `page` begin, so that a quote can name its own. */
  pageStarts?: PageStart[]
  boxes?: Box[]
  /** Other places this passage points to (见第 5.2 节, see page 12), by section number where found. */
  references?: { text: string; section?: number; page?: number }[]
}
