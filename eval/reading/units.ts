/** A part of a manual by its source: a heading, a paragraph, an item of a list, a row of a table, a caption. */
export interface Unit {
  id: string
  kind: 'heading' | 'paragraph' | 'item' | 'row' | 'caption'
  text: string
  /** Headings: 1 to 6. Items: depth from 0. */
  level: number
  /** Headings above it, outermost first. */
  path: string[]
  /** Rows: cells, merged ones in each place they cover, and the names of the columns. */
  cells?: string[]
  header?: string[]
  /** Items of one list and rows of one table share it. */
  group?: string
  /** From 1; 0 where it is not known. */
  page: number
}
