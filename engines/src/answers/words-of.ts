import { guessedRarity } from './rarity.ts'
import type { StrongWord } from './read-question.ts'
import { readText } from './read-text.ts'
import { makeRemembered } from './remembered.ts'
import { isScaffold } from './weak-words.ts'

/** The words of a line that say what it is about; weighed by their length, whatever the base. */
export const wordsOf = makeRemembered(20_000, (text: string): StrongWord[] =>
  [...readText(text).words]
    .filter((word) => !isScaffold(word))
    .map((word) => ({
      text: word,
      kind: /^\d/.test(word) ? 'number' : 'word',
      rarity: guessedRarity(word),
      weight: guessedRarity(word),
      asked: false,
    })),
)
