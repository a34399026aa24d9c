import { parseArgs } from 'node:util'
import { evaluateActs } from './acts.ts'
import { scoreAnswerFiles } from './answers/score-answers.ts'
import { evaluateAnswers } from './answers.ts'
import { compareFamilies } from './compare/compare.ts'
import { compareEmotion, evaluateEmotion } from './emotion.ts'
import { evaluateEntities } from './entities.ts'
import { evaluateIntents } from './intents.ts'
import { InputError } from './jsonl.ts'
import { evaluatePictures } from './pictures.ts'
import { evaluateRetrieval } from './retrieval.ts'
import { scoreEmotionFiles } from './score/emotion.ts'
import { scoreEntitiesFiles } from './score/entities.ts'
import { scoreSeveralFiles } from './score/several.ts'

const USAGE = `usage: npm run eval -- intents --train F --test F --out F [--reject | --multi] [--embeddings URL[,MODEL] | DIR]
       npm run eval -- score-several --gold F --pred F
       npm run eval -- compare --train F [--test F [--noisy F] | --folds N] [--seeds N] [--without PART,… | all] [--encoder F,…]
       npm run eval -- acts --train F --test F --out F [--db DIR]
       npm run eval -- entities --test F --out F
       npm run eval -- score-entities --gold F --pred F
       npm run eval -- emotion --test F --out F
       npm run eval -- score-emotion --gold F --pred F
       npm run eval -- compare-emotion
       npm run eval -- retrieval --passages F --queries F --out F
       npm run eval -- answers --documents DIR --questions F --out F
       npm run eval -- score-answers --gold F --pred F [--failures]
       npm run eval -- render-manuals --out DIR
       npm run eval -- reading [--out DIR]
       npm run eval -- pictures
       npm run eval -- tasks --scenarios F --out F [--k N] [--noise R] [--only TAG] [--jobs N] [--transcripts DIR]`

/** Measures the product's engines on files given from outside. Wrong use ends with one sentence and exit code 2. */
async function main([command = '', ...args]: string[]): Promise<void> {
  if (command === 'intents')
    return evaluateIntents(options(args, ['train', 'test', 'out'], ['reject', 'multi'], ['embeddings']))
  if (command === 'score-several') return scoreSeveralFiles(options(args, ['gold', 'pred'], []))
  if (command === 'compare')
    return compareFamilies(options(args, ['train'], [], ['test', 'noisy', 'folds', 'seeds', 'without', 'encoder']))
  if (command === 'acts') return evaluateActs(options(args, ['train', 'test', 'out'], [], ['db']))
  if (command === 'entities') return evaluateEntities(options(args, ['test', 'out'], []))
  if (command === 'score-entities') return scoreEntitiesFiles(options(args, ['gold', 'pred'], []))
  if (command === 'emotion') return evaluateEmotion(options(args, ['test', 'out'], []))
  if (command === 'score-emotion') return scoreEmotionFiles(options(args, ['gold', 'pred'], []))
  if (command === 'compare-emotion') return compareEmotion()
  if (command === 'retrieval') return evaluateRetrieval(options(args, ['passages', 'queries', 'out'], []))
  if (command === 'answers') return evaluateAnswers(options(args, ['documents', 'questions', 'out'], []))
  if (command === 'score-answers') return scoreAnswerFiles(options(args, ['gold', 'pred'], ['failures']))
  if (command === 'render-manuals') return renderManuals(options(args, ['out'], []))
  if (command === 'reading') return readManuals(options(args, [], [], ['out']))
  if (command === 'pictures') return evaluatePictures()
  if (command === 'tasks') return runTasks(args)
  throw new InputError(command ? `unknown command "${command}"\n${USAGE}` : USAGE)
}

/** Prints with a browser: loaded only when asked for. */
async function renderManuals(options: { out: string }): Promise<void> {
  const { renderManuals: render } = await import('./answers/render-manuals.ts')
  await render(options)
}

/** Prints with a browser as well. */
async function readManuals(options: { out: string | undefined }): Promise<void> {
  const { evaluateReading } = await import('./reading.ts')
  await evaluateReading(options.out === undefined ? {} : { out: options.out })
}

/** The task runner starts servers: it is loaded only when asked for. */
async function runTasks(args: string[]): Promise<void> {
  const runner: { run: (args: string[]) => Promise<void> } = await import(
    new URL('./tasks/run.ts', import.meta.url).href
  )
  await runner.run(args)
}

function options<Name extends string, Flag extends string, Extra extends string = never>(
  args: string[],
  names: readonly Name[],
  flags: readonly Flag[],
  extras: readonly Extra[] = [],
): Record<Name, string> & Record<Flag, boolean> & Record<Extra, string | undefined> {
  const spec: Record<string, { type: 'string' | 'boolean' }> = {}
  for (const name of [...names, ...extras]) spec[name] = { type: 'string' }
  for (const flag of flags) spec[flag] = { type: 'boolean' }
  let values: Record<string, string | boolean | undefined>
  try {
    values = parseArgs({ args, options: spec, strict: true }).values as typeof values
  } catch (error) {
    throw new InputError(`${(error as Error).message.split('.')[0]}\n${USAGE}`)
  }
  for (const name of names) if (!values[name]) throw new InputError(`--${name} FILE is missing\n${USAGE}`)
  for (const flag of flags) values[flag] ??= false
  return values as Record<Name, string> & Record<Flag, boolean> & Record<Extra, string | undefined>
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof InputError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 2
}
