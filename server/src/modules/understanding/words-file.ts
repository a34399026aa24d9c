import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { loadWordVectors, type Words, wordsIn } from '@loopdesk/engines/words/word-vectors.ts'

/** Where it lies, for threads that read it themselves. */
export const wordsFile = fileURLToPath(new URL('../../../../packs/words/words.bin', import.meta.url))

let words: Words | undefined

/** What words of both languages mean (packs/words, made by tools/make-word-vectors.ts), read once a process. */
export function readWords(): Words {
  words ??= wordsIn(loadWordVectors(readFileSync(wordsFile)))
  return words
}
