import type { Encoder } from '@loopdesk/engines/encoder/encoder.ts'
import { withLexicon } from '@loopdesk/engines/encoder/serialise-encoder.ts'
import { bestOf, makeReader, type Read, scoresOf, trainCore } from '@loopdesk/engines/intents/core.ts'
import { type IntentModel, predictIntents, trainIntents } from '@loopdesk/engines/intents/model.ts'
import { operatingPoint } from '@loopdesk/engines/intents/operating-point.ts'
import { serialiseModel } from '@loopdesk/engines/intents/serialise.ts'
import { makeSpeller, wordCounts } from '@loopdesk/engines/text/spelling.ts'
import type { Example, Family, Trained } from './family.ts'

/** What can be taken out of the product, one at a time. */
export const PARTS = ['transfer', 'concepts', 'speller', 'sounds', 'words', 'pairs', 'characters', 'subwords'] as const
export type Part = (typeof PARTS)[number]

/** Feature groups of each part, as featuresOf numbers them. */
const GROUPS: Partial<Record<Part, number[]>> = {
  words: [0],
  pairs: [1],
  characters: [2, 3, 4, 5],
  sounds: [6],
  subwords: [7],
}

/** The product's own: softmax regression with what the utterance library and the lexicon know, slips mended. */
export function product(encoder: Encoder): Family {
  return {
    name: "the product's own",
    seeded: true,
    train(examples, seed) {
      const model = trainIntents(examples, { seed, encoder })
      return {
        predict: (text) => predictIntents(model, text, { limit: 1 })[0]!.label,
        bytes: serialiseModel(model).length,
      }
    },
  }
}

/** The same with one part taken out, before training. */
export function productWithout(part: Part, encoder: Encoder): Family {
  const name = `without ${part}`
  if (part === 'transfer')
    return { name, seeded: true, train: (examples, seed) => withoutTransfer(examples, seed, encoder) }
  if (part === 'concepts') return { ...product(withLexicon(encoder, [])), name }
  if (part === 'speller')
    return { name, seeded: true, train: (examples, seed) => withoutSpeller(examples, seed, encoder) }
  return { name, seeded: true, train: (examples, seed) => withoutGroups(GROUPS[part]!, examples, seed, encoder) }
}

function withoutTransfer(examples: Example[], seed: number, encoder: Encoder): Trained {
  const model = trainIntents(examples, { seed, encoder })
  return trained({ ...model, transfer: model.transfer && { ...model.transfer, strength: 0 } })
}

function withoutSpeller(examples: Example[], seed: number, encoder: Encoder): Trained {
  return trained({ ...trainIntents(examples, { seed, encoder }), speller: { correct: (text) => text } })
}

function trained(model: IntentModel): Trained {
  return { predict: (text) => predictIntents(model, text, { limit: 1 })[0]!.label, bytes: serialiseModel(model).length }
}

/** Trains as trainIntents does, on texts read without some feature groups; the encoder reads them whole. */
function withoutGroups(groups: number[], examples: Example[], seed: number, encoder: Encoder): Trained {
  const speller = makeSpeller(wordCounts(examples.map(({ text }) => text)), encoder.words)
  const whole = makeReader(encoder)
  const read = (text: string, label: string): Read => {
    const one = whole(text, label)
    const kept = one.bag.groups.map((group) => !groups.includes(group))
    const bag = {
      hashes: one.bag.hashes.filter((_, i) => kept[i]),
      groups: one.bag.groups.filter((_, i) => kept[i]),
    }
    return { ...one, bag }
  }
  const inside = examples.map(({ text, label }) => read(text, label))
  const core = trainCore(inside, [], seed, encoder)
  const { strength } = operatingPoint(inside, [], { seed, encoder, misread: (text) => read(speller.correct(text), '') })
  const used = { ...core, transfer: core.transfer && { ...core.transfer, strength } }
  return {
    predict: (text) => used.labels[bestOf(used, scoresOf(used, read(speller.correct(text), '')).scores)]!,
    bytes: core.vocabulary.hashes.length * 8 + core.linear.weights.length,
  }
}
