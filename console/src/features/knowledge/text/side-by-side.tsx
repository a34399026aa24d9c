import { useMemo } from 'react'
import { wordDiff } from './word-diff.ts'

interface Props {
  before: string
  after: string
  /** Above the columns. */
  titles?: [string, string]
}

/** Two versions of a text beside each other with what went and what came marked. */
export function SideBySide({ before, after, titles }: Props) {
  const pieces = useMemo(() => wordDiff(before, after), [before, after])
  return (
    <div className="diff">
      {titles?.map((title) => (
        <span key={title} className="diff-title">
          {title}
        </span>
      ))}
      <div className="diff-side">
        {pieces.map(
          (piece, at) =>
            piece.kind !== 'new' && (
              // biome-ignore lint/suspicious/noArrayIndexKey: pieces of two fixed texts never move
              <span key={at}>{piece.kind === 'gone' ? <del>{piece.text}</del> : piece.text}</span>
            ),
        )}
      </div>
      <div className="diff-side">
        {pieces.map(
          (piece, at) =>
            piece.kind !== 'gone' && (
              // biome-ignore lint/suspicious/noArrayIndexKey: pieces of two fixed texts never move
              <span key={at}>{piece.kind === 'new' ? <ins>{piece.text}</ins> : piece.text}</span>
            ),
        )}
      </div>
    </div>
  )
}
