import type { ReadDocument } from '@loopdesk/engines/documents/document.ts'
import { parse } from 'csv-parse/sync'
import { finishDocument } from '../blocks/finish-document.ts'
import { decodeText } from '../bytes/decode-text.ts'
import type { ReadContext } from '../read-outcome.ts'
import { Refused } from '../refusal.ts'
import { delimiterOf } from './delimiter.ts'
import { gridBlocks } from './grid-blocks.ts'

/** Values parted by commas, semicolons, tabs or bars, as one sheet. */
export function readCsv(bytes: Uint8Array, context: ReadContext): ReadDocument {
  const { text } = decodeText(bytes)
  const { rows, columns } = context.limits
  const grid: string[][] = []
  try {
    parse(text, {
      ...csvOptions(delimiterOf(text)),
      on_record: (record: string[]) => {
        if (record.length > columns)
          throw new Refused('too_many_columns', `Line ${grid.length + 1} has ${record.length}.`)
        if (grid.length >= rows) throw new Refused('too_many_rows', `At most ${rows} are read.`)
        grid.push(record.map((cell) => cell.trim()))
        return null
      },
    })
  } catch (error) {
    throw error instanceof Refused ? error : new Refused('damaged', (error as Error).message.slice(0, 200))
  }
  return finishDocument({ blocks: gridBlocks(grid) }, context)
}

/** How every CSV is read: loose quotes and lines of unequal length are common in files people make. */
export function csvOptions(delimiter: string) {
  return {
    delimiter,
    bom: true,
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: false,
    max_record_size: 5_000_000,
  } as const
}
