import type { Ontology } from '@loopdesk/contracts/graph.ts'

export interface Piece {
  relation: string
  inverse: boolean
}

/** All shortest ways over relations from one type to another, at most `longest` relations each. */
export function schemaPaths(ontology: Ontology, from: string, to: string, longest = 3): Piece[][] {
  let ends: { type: string; pieces: Piece[] }[] = [{ type: from, pieces: [] }]
  const seen = new Set([from])
  for (let length = 1; length <= longest; length++) {
    const next = ends.flatMap(({ type, pieces }) =>
      edgesOf(ontology, type)
        .filter(({ type: reached }) => reached === to || !seen.has(reached))
        .map((edge) => ({ type: edge.type, pieces: [...pieces, edge.piece] })),
    )
    const arrived = next.filter(({ type }) => type === to)
    if (arrived.length > 0) return arrived.map(({ pieces }) => pieces)
    for (const { type } of next) seen.add(type)
    ends = next
  }
  return []
}

function edgesOf({ relations }: Ontology, type: string): { type: string; piece: Piece }[] {
  return relations.flatMap(({ key, from, to }) => [
    ...(from.includes(type) ? to.map((far) => ({ type: far, piece: { relation: key, inverse: false } })) : []),
    ...(to.includes(type) ? from.map((far) => ({ type: far, piece: { relation: key, inverse: true } })) : []),
  ])
}
