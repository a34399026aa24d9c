import { describe, expect, test } from 'vitest'
import { EMOTIONS, type Emotion, type EmotionReading, type Intensity, SIGNALS, type Signal } from './emotions.ts'
import { type Mood, moodAfter, openingFor } from './mood.ts'

const read = (emotion: Emotion, intensity: Intensity, signals: Signal[] = [], certain = 0.9): EmotionReading => ({
  emotion,
  intensity,
  scores: Object.fromEntries(
    EMOTIONS.map((each) => [each, each === emotion ? certain : 0]),
  ) as EmotionReading['scores'],
  signals: Object.fromEntries(
    SIGNALS.map((each) => [each, Number(signals.includes(each))]),
  ) as EmotionReading['signals'],
})
const after = (...said: EmotionReading[]) =>
  said.reduce<Mood | undefined>((mood, each) => moodAfter(mood, each), undefined)!
const calm = read('neutral', 0)

describe('how urgent a conversation is', () => {
  test('a fault told calmly is nothing special', () => {
    expect(after(calm)).toMatchObject({ priority: 1, cause: null })
  })
  test('strong anger goes first, and stays so when the customer calms down', () => {
    expect(after(read('anger', 3), calm, calm)).toMatchObject({ priority: 2 })
  })
  test('slight anger does not', () => {
    expect(after(read('anger', 1))).toMatchObject({ priority: 1 })
  })
  test('a threat to complain in public goes first', () => {
    expect(after(read('anger', 2, ['complaint']))).toMatchObject({ priority: 2, cause: 'complaint' })
  })
  test('a danger to life goes before everything', () => {
    expect(after(read('sadness', 3, ['safety']))).toMatchObject({ priority: 3, cause: 'safety' })
  })
  test('a joke among the glad is no danger', () => {
    const joke = read('joy', 3)
    joke.signals.safety = 0.7
    expect(after(joke)).toMatchObject({ priority: 1, cause: null })
  })
})

describe('when people should take over', () => {
  test('one outburst is let pass, the second is not', () => {
    expect(after(read('anger', 3)).cause).toBeNull()
    expect(after(read('anger', 3), calm, read('anger', 2, ['abuse'])).cause).toBe('anger')
  })
})

describe('what a reply opens with', () => {
  const opening = (said: EmotionReading, before?: Mood) => openingFor(moodAfter(before, said), said)
  test('a clear feeling is spoken to, a slight or doubtful one is not', () => {
    expect(opening(read('anger', 2))).toBe('anger')
    expect(opening(read('anxiety', 3))).toBe('anxiety')
    expect(opening(read('anger', 1))).toBeNull()
    expect(opening(read('anger', 2, [], 0.4))).toBeNull()
  })
  test('a short answer to a question is not taken for a mood', () => {
    const said = read('disappointment', 2, [], 0.7)
    expect(openingFor(moodAfter(undefined, said), said, true)).toBeNull()
  })
  test('not twice in a row', () => {
    const before = { ...after(read('anger', 2)), opened: 'anger' as const }
    expect(opening(read('anger', 3), before)).toBeNull()
  })
  test('thanks are returned unless they are not meant', () => {
    expect(opening(read('gratitude', 2))).toBe('gratitude')
    expect(opening(read('gratitude', 2, ['sarcasm']))).toBeNull()
  })
  test('a calm message is not apologised for', () => {
    expect(opening(calm)).toBeNull()
  })
})

test('the feeling shown fades after three calm messages', () => {
  const angry = read('anger', 2)
  expect(after(angry, calm, calm).emotion).toBe('anger')
  expect(after(angry, calm, calm, calm).emotion).toBe('neutral')
})
