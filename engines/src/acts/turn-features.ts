import { segment } from '../text/segment.ts'
import { type DialogueState, stateFeatures } from './dialogue-state.ts'
import { isMark, soundOf, type Unit } from './read-units.ts'
import { put, type WeightedFeatures } from './weighted-features.ts'

/** A turn as its features are made from it. */
export interface ReadTurn {
  folded: string
  units: Unit[]
  before: Unit[]
  state: DialogueState
}

const WEIGHTS = {
  unit: 0.1,
  pair: 0.12,
  triple: 0.12,
  skip: 0.08,
  word: 0.1,
  sound: 0.07,
  before: 0.05,
  state: 0.25,
  joint: 0.08,
}

/** What a turn says, what was said before, what the dialogue is about, and what is said given what it is about. */
export function turnFeatures({ folded, units, before, state }: ReadTurn): WeightedFeatures {
  const out: WeightedFeatures = { hashes: [], weights: [] }
  const said = units.filter((unit) => !isMark(unit))
  const texts = said.map(({ text }) => text)
  const sounds = said.map(soundOf)
  for (let i = 0; i < texts.length; i++) {
    put(out, `u${texts[i]}`, WEIGHTS.unit)
    put(out, `b${texts[i]} ${texts[i + 1] ?? '$'}`, WEIGHTS.pair)
    if (i + 2 < texts.length) {
      put(out, `t${texts[i]} ${texts[i + 1]} ${texts[i + 2]}`, WEIGHTS.triple)
      put(out, `k${texts[i]} ${texts[i + 2]}`, WEIGHTS.skip)
    }
    if (i + 3 < texts.length) put(out, `q${texts.slice(i, i + 4).join(' ')}`, WEIGHTS.triple)
    if (i + 1 < texts.length) put(out, `s${sounds[i]} ${sounds[i + 1]}`, WEIGHTS.sound)
  }
  put(out, `b^ ${texts[0]}`, WEIGHTS.pair)
  put(out, texts.length < 6 ? 'short' : texts.length < 16 ? 'middling' : 'long', WEIGHTS.word)
  const words = segment(folded)
  for (const word of words) put(out, `w${word}`, WEIGHTS.word)
  for (let i = 0; i < before.length; i++) {
    put(out, `<u${before[i]!.text}`, WEIGHTS.before)
    put(out, `<b${before[i]!.text} ${before[i + 1]?.text ?? '$'}`, WEIGHTS.before)
  }
  const known = stateFeatures(state)
  for (const feature of known) put(out, feature, WEIGHTS.state)
  const topic = known[0]
  for (let i = 0; i < texts.length; i++) {
    put(out, `${topic} u${texts[i]}`, WEIGHTS.joint)
    put(out, `${topic} b${texts[i]} ${texts[i + 1] ?? '$'}`, WEIGHTS.joint)
  }
  return out
}
