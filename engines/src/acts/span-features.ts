import type { Candidate } from './candidates.ts'
import { stateFeatures } from './dialogue-state.ts'
import type { ReadTurn } from './turn-features.ts'
import { put, type WeightedFeatures } from './weighted-features.ts'

const WEIGHTS = { own: 0.3, near: 0.3, far: 0.12, turn: 0.06, other: 0.2, state: 0.15 }
const REACH = 5

/** What tells which act takes a candidate: where it is known from, the words around it, the other candidates, the dialogue. */
export function spanFeatures({ units, folded, state }: ReadTurn, all: Candidate[], one: Candidate): WeightedFeatures {
  const out: WeightedFeatures = { hashes: [], weights: [] }
  const name = one.name ?? ''
  for (const kind of one.kinds) put(out, `kind ${kind}`, WEIGHTS.own)
  put(out, `name ${name}`, WEIGHTS.own)
  put(out, one.maximal ? `whole ${name}` : `within ${name}`, WEIGHTS.own)
  put(out, `length ${Math.min(8, one.end - one.start)} ${one.maximal}`, WEIGHTS.own)
  put(out, `text ${one.found}`, WEIGHTS.own)
  put(out, one.end - one.start === folded.length ? 'alone' : 'among', WEIGHTS.other)
  const left = units.filter((unit) => unit.end <= one.start).map(({ text }) => text)
  const right = units.filter((unit) => unit.start >= one.end).map(({ text }) => text)
  addAround(out, name, left, right)
  for (let i = 0; i < units.length; i++) {
    put(out, `s${units[i]!.text}`, WEIGHTS.turn)
    put(out, `s${units[i]!.text} ${units[i + 1]?.text}`, WEIGHTS.turn)
  }
  const peers = all.filter((other) => other.maximal && other.name === one.name)
  put(out, `peer ${peers.findIndex(({ start }) => start >= one.start)} of ${peers.length}`, WEIGHTS.other)
  for (const other of all) {
    if (other === one || !other.maximal) continue
    const place = other.start < one.start ? 'after' : other.start >= one.end ? 'ahead of' : 'within'
    put(out, `${place} ${other.name}`, WEIGHTS.other)
  }
  for (const feature of stateFeatures(state)) put(out, feature, WEIGHTS.state)
  put(out, `${stateFeatures(state)[0]} ${name}`, WEIGHTS.state)
  return out
}

function addAround(out: WeightedFeatures, name: string, left: string[], right: string[]): void {
  for (let n = 1; n <= 4; n++) {
    const before = `l^ ${left.slice(-n).join(' ')}`
    const behind = `r${right.slice(0, n).join(' ')}`
    for (const feature of [before, behind, `${name} ${before}`, `${name} ${behind}`]) put(out, feature, WEIGHTS.near)
  }
  put(out, `lr${left.at(-1)} ${right[0]}`, WEIGHTS.near)
  for (let i = 0; i < REACH; i++) {
    put(out, `L${left.at(-1 - i)} ${left.at(-2 - i)}`, WEIGHTS.far)
    put(out, `R${right[i]} ${right[i + 1]}`, WEIGHTS.far)
  }
}
