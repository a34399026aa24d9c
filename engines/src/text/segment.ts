import { createRequire } from 'node:module'
import { fold } from './fold.ts'

export type Word = { text: string; start: number; end: number }

type Jieba = {
  cut: (text: string, hmm?: boolean) => string[]
  cutForSearch: (text: string, hmm?: boolean) => string[]
  loadDict: (dict: Uint8Array) => void
}

/**
 * Words for an index: Chinese ones cut in search mode (long words also give their parts), English ones lower case.
 * Marks and spaces are left out.
 */
export function segment(text: string): string[] {
  const words: string[] = []
  for (const word of jieba().cutForSearch(fold(text).text, true)) if (WORD.test(word)) words.push(word)
  return words
}

/** As `segment`, of a text that is folded already; marks and spaces are among the pieces. */
export function cutFolded(folded: string): string[] {
  return jieba().cutForSearch(folded, true)
}

/** Words that follow each other without overlap, with their place in the original text. */
export function segmentWithSpans(text: string): Word[] {
  const folded = fold(text)
  const words: Word[] = []
  let offset = 0
  for (const piece of jieba().cut(folded.text, true)) {
    if (WORD.test(piece)) words.push({ text: piece, ...folded.spanToOriginal(offset, offset + piece.length) })
    offset += piece.length
  }
  return words
}

/** Teaches the segmenter words of a business (product names, terms), for the life of the process. */
export function addWords(words: readonly string[]): void {
  const lines = words.map((word) => fold(word).text.trim()).filter((word) => word.length > 1 && !/\s/.test(word))
  if (lines.length > 0) jieba().loadDict(Buffer.from(lines.map((word) => `${word} 20000 nz`).join('\n')))
}

const WORD = /[\p{L}\p{N}]/u
let instance: Jieba | undefined

/** The dictionary takes a third of a second to read: only when the first text is cut. */
function jieba(): Jieba {
  if (!instance) {
    const require = createRequire(import.meta.url)
    const { Jieba } = require('@node-rs/jieba') as { Jieba: { withDict: (dict: Uint8Array) => Jieba } }
    const { dict } = require('@node-rs/jieba/dict') as { dict: Uint8Array }
    instance = Jieba.withDict(dict)
  }
  return instance
}
