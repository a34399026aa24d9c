import { EMOTIONS, type Emotion } from '@loopdesk/engines/emotion/emotions.ts'
import { InputError, type Row, readJsonl, text } from '../jsonl.ts'

/** An emotion with its strength, 0 (neutral) to 3. */
export interface Felt {
  emotion: Emotion
  intensity: number
}

export interface EmotionScores {
  /** By emotion; shares from 0 to 1, undefined where there is nothing to share. */
  classes: Map<Emotion, { wanted: number; precision: number | undefined; recall: number | undefined; f1: number }>
  /** Mean F1 of the emotions that are wanted or given at all. */
  macroF1: number
  accuracy: number
  /** Share of messages of anger, anxiety, disappointment, sadness or confusion that were given one of these. */
  negativeRecall: number | undefined
  /** Share of all messages whose intensity is met exactly, and by at most one. */
  exact: number
  within: number
}

const NEGATIVE: ReadonlySet<Emotion> = new Set(['anger', 'anxiety', 'disappointment', 'sadness', 'confusion'])

/** Prints figures by emotion and over all, as a Markdown table with a line below. */
export function scoreEmotionFiles(options: { gold: string; pred: string }): void {
  const gold = readJsonl(options.gold, felt)
  const given = new Map(readJsonl(options.pred, felt).map((each) => [each.id, each]))
  const missing = gold.find(({ id }) => !given.has(id))
  if (missing) throw new InputError(`${options.pred} has no line for id "${missing.id}"`)
  const scores = scoreEmotions(gold.map((each) => ({ gold: each, given: given.get(each.id)! })))
  const lines = ['| emotion | wanted | precision | recall | F1 |', '|---|-:|-:|-:|-:|']
  for (const [emotion, { wanted, precision, recall, f1 }] of scores.classes)
    lines.push(`| ${emotion} | ${wanted} | ${percent(precision)} | ${percent(recall)} | ${percent(f1)} |`)
  process.stdout.write(`${lines.join('\n')}\n\n${emotionLine(scores)}\n`)
}

export function scoreEmotions(pairs: { gold: Felt; given: Felt }[]): EmotionScores {
  const count = (holds: (pair: { gold: Felt; given: Felt }) => boolean) => pairs.filter(holds).length
  const classes: EmotionScores['classes'] = new Map()
  for (const emotion of EMOTIONS) {
    const right = count(({ gold, given }) => gold.emotion === emotion && given.emotion === emotion)
    const wanted = count(({ gold }) => gold.emotion === emotion)
    const answered = count(({ given }) => given.emotion === emotion)
    if (wanted + answered === 0) continue
    const f1 = (2 * right) / (wanted + answered)
    classes.set(emotion, { wanted, precision: share(right, answered), recall: share(right, wanted), f1 })
  }
  const negative = pairs.filter(({ gold }) => NEGATIVE.has(gold.emotion))
  return {
    classes,
    macroF1: [...classes.values()].reduce((sum, { f1 }) => sum + f1, 0) / Math.max(1, classes.size),
    accuracy:
      share(
        count(({ gold, given }) => gold.emotion === given.emotion),
        pairs.length,
      ) ?? 0,
    negativeRecall: share(negative.filter(({ given }) => NEGATIVE.has(given.emotion)).length, negative.length),
    exact:
      share(
        count(({ gold, given }) => gold.intensity === given.intensity),
        pairs.length,
      ) ?? 0,
    within:
      share(
        count(({ gold, given }) => Math.abs(gold.intensity - given.intensity) <= 1),
        pairs.length,
      ) ?? 0,
  }
}

/** All figures over all emotions in one line, in percent. */
export function emotionLine({ macroF1, accuracy, negativeRecall, exact, within }: EmotionScores): string {
  return `macro-F1 ${percent(macroF1)}, accuracy ${percent(accuracy)}, negative emotions found ${percent(negativeRecall)}, intensity exact ${percent(exact)}, within 1 ${percent(within)}`
}

const share = (part: number, whole: number) => (whole === 0 ? undefined : part / whole)
const percent = (value: number | undefined) => (value === undefined ? '-' : (100 * value).toFixed(1))

function felt(row: Row, where: string): Felt & { id: string } {
  const emotion = text(row, 'emotion', where)
  if (!(EMOTIONS as readonly string[]).includes(emotion))
    throw new InputError(`${where}: "emotion" must be one of ${EMOTIONS.join(', ')}`)
  const intensity = row.intensity
  if (intensity !== 0 && intensity !== 1 && intensity !== 2 && intensity !== 3)
    throw new InputError(`${where}: "intensity" must be 0, 1, 2 or 3`)
  return { id: text(row, 'id', where), emotion: emotion as Emotion, intensity }
}
