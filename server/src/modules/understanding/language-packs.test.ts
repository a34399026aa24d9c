import { encode } from '@loopdesk/engines/encoder/encoder.ts'
import { describe, expect, it } from 'vitest'
import { encoderRecipe, encoderSources, readEncoder } from './encoder-file.ts'
import { readLexicon, readLibrary } from './language-packs.ts'

describe('the language packs', () => {
  it('offer ready-made intents of every trade, each said in at least thirty ways', () => {
    const library = readLibrary()
    expect(library.length).toBeGreaterThanOrEqual(400)
    expect(new Set(library.map(({ industry }) => industry)).size).toBeGreaterThanOrEqual(12)
    expect(new Set(library.map(({ id }) => id)).size).toBe(library.length)
    for (const { id, zh, en } of library) {
      expect(zh.length, id).toBeGreaterThanOrEqual(30)
      expect(en.length, id).toBeGreaterThanOrEqual(10)
      expect(new Set([...zh, ...en]).size, `${id} repeats itself`).toBe(zh.length + en.length)
    }
  })

  it('know the everyday words for thousands of concepts', () => {
    const { concepts } = readLexicon()
    expect(concepts.length).toBeGreaterThanOrEqual(2500)
    expect(concepts.flatMap(({ expressions }) => expressions).length).toBeGreaterThanOrEqual(20_000)
    expect(new Set(concepts.map(({ id }) => id)).size).toBe(concepts.length)
    for (const { id, expressions } of concepts)
      expect(new Set(expressions).size, `${id} repeats itself`).toBe(expressions.length)
  })
})

describe('the sentence encoder', () => {
  it('was trained from the packs as they are (else: npm run encoder)', () => {
    expect(readEncoder().recipe).toBe(encoderRecipe(encoderSources()))
  })

  it('puts texts of one meaning together, across words and languages', () => {
    const likeness = (a: string, b: string) => {
      const [one, other] = [a, b].map((text) => encode(readEncoder(), text))
      return one!.reduce((sum, value, k) => sum + value * other![k]!, 0)
    }
    expect(likeness('我妈手机突然打不出去电话了', '话费交了怎么还没给我开机')).toBeGreaterThan(
      likeness('我妈手机突然打不出去电话了', '我想改一下收货地址'),
    )
    expect(likeness('东西坏了我要退', 'it arrived broken, I want my money back')).toBeGreaterThan(
      likeness('东西坏了我要退', 'what are your opening hours'),
    )
  })
})
