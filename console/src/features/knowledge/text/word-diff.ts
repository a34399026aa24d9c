import { diffWordsWithSpace } from 'diff'

/** A piece of a text against another: in both, only in the older, only in the newer. */
export interface DiffPiece {
  kind: 'same' | 'gone' | 'new'
  text: string
}

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' })

/** What changed between two texts, word by word; Chinese is cut into words too. */
export function wordDiff(before: string, after: string): DiffPiece[] {
  return diffWordsWithSpace(before, after, { intlSegmenter: segmenter }).map(({ added, removed, value }) => ({
    kind: added ? 'new' : removed ? 'gone' : 'same',
    text: value,
  }))
}
