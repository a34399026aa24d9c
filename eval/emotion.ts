import { SIGNAL_HOLDS, SIGNALS } from '@loopdesk/engines/emotion/emotions.ts'
import { type EmotionOptions, readEmotion, trainEmotion } from '@loopdesk/engines/emotion/model.ts'
import { readEmotionPack } from '../server/src/modules/understanding/index.ts'
import { readJsonl, text, writeJsonl } from './jsonl.ts'
import { emotionLine, scoreEmotions } from './score/emotion.ts'

/** Answers every line {id, text} of `test` with {id, emotion, intensity}, as the product reads it. */
export function evaluateEmotion(options: { test: string; out: string }): void {
  const messages = readJsonl(options.test, (row, where) => ({
    id: text(row, 'id', where),
    said: text(row, 'text', where),
  }))
  const model = trainEmotion(readEmotionPack())
  writeJsonl(
    options.out,
    messages.map(({ id, said }) => {
      const { emotion, intensity } = readEmotion(model, said)
      return { id, emotion, intensity }
    }),
  )
}

const FOLDS = 5

const WAYS: [string, EmotionOptions][] = [
  ['words, one step', { steps: 'one-step', cueWeight: 0 }],
  ['words, two steps', { steps: 'two-step', cueWeight: 0 }],
  ['words and cues, one step', { steps: 'one-step' }],
  ['words and cues, two steps', { steps: 'two-step' }],
]

/**
 * Compares ways to tell emotions apart by five-fold cross-validation over packs/emotion, and what becomes of each signal in the way
 * that is used. Every fifth line of each class and level is held out in turn.
 */
export function compareEmotion(): void {
  const pack = readEmotionPack()
  process.stdout.write(`${pack.examples.length} lines, ${FOLDS} folds\n`)
  for (const [name, options] of WAYS) {
    const pairs = heldOut(pack.examples, (train, test) => {
      const model = trainEmotion({ ...pack, signals: [], examples: train }, options)
      return test.map((gold) => ({ gold, given: readEmotion(model, gold.text) }))
    })
    process.stdout.write(`${name.padEnd(26)} ${emotionLine(scoreEmotions(pairs))}\n`)
  }
  compareSignals(pack)
}

function compareSignals(pack: ReturnType<typeof readEmotionPack>): void {
  const plain = pack.examples.filter(
    ({ emotion }) => emotion === 'neutral' || emotion === 'joy' || emotion === 'gratitude',
  )
  const read = heldOut(pack.signals, (train, test, fold) => {
    const quiet = plain.filter((_, at) => at % FOLDS === fold)
    const quietTexts = new Set(quiet.map(({ text }) => text))
    const examples = pack.examples.filter(({ text }) => !quietTexts.has(text))
    const model = trainEmotion({ ...pack, signals: train, examples })
    return [...test, ...quiet].map((line) => ({ line, signals: readEmotion(model, line.text).signals }))
  })
  for (const signal of SIGNALS) {
    const own = read.filter(({ line }) => 'signal' in line && line.signal === signal)
    const quiet = read.filter(({ line }) => !('signal' in line))
    const found = own.filter(({ signals }) => signals[signal] >= SIGNAL_HOLDS).length
    const wrong = quiet.filter(({ signals }) => signals[signal] >= SIGNAL_HOLDS).length
    process.stdout.write(
      `${signal.padEnd(12)} found ${percent(found, own.length)} of ${own.length}, raised on ${percent(wrong, quiet.length)} of ${quiet.length} neutral and glad lines\n`,
    )
  }
}

const percent = (part: number, whole: number) => `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`

function heldOut<Line, Result>(lines: Line[], test: (train: Line[], test: Line[], fold: number) => Result[]): Result[] {
  return Array.from({ length: FOLDS }, (_, fold) =>
    test(
      lines.filter((_, at) => at % FOLDS !== fold),
      lines.filter((_, at) => at % FOLDS === fold),
      fold,
    ),
  ).flat()
}
