import type { Standing } from './waiting-words.ts'

/** Where a run stands, in one line: what, for how long, until when. */
export function StandingLine({ standing: { words, since, due, stuck } }: { standing: Standing }) {
  return (
    <span className={`standing${stuck ? ' standing-stuck' : ''}`} title={words}>
      <span className="standing-words">{words}</span>
      {since && <span className="standing-since">{since}</span>}
      {due && <span className={`tag${due.late ? ' tag-bad' : ' tag-plain'}`}>{due.words}</span>}
    </span>
  )
}
