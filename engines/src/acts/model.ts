import { fold } from '../text/fold.ts'
import { type Act, actKey, type KnownValue, type LabelledTurn, slotKey, type Turn } from './act.ts'
import { type ActCase, type ActClassifier, likelyActs, trainActClassifier } from './act-classifier.ts'
import { type Candidate, candidatesIn, type Finder, makeFinder, namesIn, templatesMet } from './candidates.ts'
import { type DialogueState, nextState, START } from './dialogue-state.ts'
import { type Placeholder, readUnits } from './read-units.ts'
import { spanFeatures } from './span-features.ts'
import { filled } from './templates.ts'
import { type ReadTurn, turnFeatures } from './turn-features.ts'

/** Tells what the messages of a dialogue do. */
export interface ActModel {
  finder: Finder
  /** Domains of greetings and thanks: they leave the topic as it is. */
  general: Set<string>
  /** Reads acts off the message as a whole. */
  whole: ActClassifier
  /** Tells which acts take a value found in the message. */
  spans: ActClassifier
}

export interface ActOptions {
  /** What the records of the business hold. */
  known?: KnownValue[]
  /** Same seed, same model. */
  seed?: number
}

/** An act is told from this chance on. */
const LEAST = { whole: 0.42, spans: 0.42 }

/** Learns from labelled dialogues: seconds for a few hundred of them on one core. */
export function trainActs(dialogues: LabelledTurn[][], { known = [], seed = 1 }: ActOptions = {}): ActModel {
  const finder = makeFinder(dialogues, known)
  const general = domainsWithOneSlot(dialogues.flatMap((turns) => turns.flatMap((turn) => turn.acts)))
  const whole: ActCase[] = []
  const spans: ActCase[] = []
  dialogues.forEach((turns, d) => {
    let state = START
    for (const turn of turns) {
      const { read, candidates } = readTurn(finder, turn, state, String(d))
      whole.push({
        features: turnFeatures(read),
        acts: turn.acts.filter((act) => !finder.templates.names.has(slotKey(act))),
      })
      for (const one of candidates)
        spans.push({ features: spanFeatures(read, candidates, one), acts: templatesMet(finder, one, turn.acts) })
      state = nextState(state, turn.acts, general)
    }
  })
  return { finder, general, whole: trainActClassifier(whole, seed), spans: trainActClassifier(spans, seed) }
}

/** What every message of a dialogue does, in order; each is read in the light of those before it. */
export function readDialogue(model: ActModel, turns: Turn[]): Act[][] {
  let state = START
  return turns.map((turn) => {
    const acts = readActs(model, turn, state)
    state = nextState(state, acts, model.general)
    return acts
  })
}

/** What one message does, given what the dialogue was about so far. Of a name within a name only the longer is taken. */
export function readActs({ finder, whole, spans }: ActModel, turn: Turn, state: DialogueState): Act[] {
  const { read, candidates } = readTurn(finder, turn, state)
  const found = likelyActs(whole, turnFeatures(read), LEAST.whole)
  const taken: { key: string; end: number }[] = []
  for (const one of candidates)
    for (const { act, chance } of likelyActs(spans, spanFeatures(read, candidates, one), LEAST.spans)) {
      const key = actKey(act)
      if (taken.some((earlier) => earlier.key === key && earlier.end >= one.end)) continue
      taken.push({ key, end: one.end })
      found.push({ act: filled(act, one.value), chance })
    }
  return withoutRivals(finder, found)
}

/** Once each, and of several amounts for one slot the likeliest. */
function withoutRivals({ templates }: Finder, found: { act: Act; chance: number }[]): Act[] {
  const kept = new Map<string, Act>()
  for (const { act } of found.sort((a, b) => b.chance - a.chance)) {
    const key = templates.amounts.has(slotKey(act)) ? slotKey(act) : actKey(act)
    if (!kept.has(key)) kept.set(key, act)
  }
  return [...kept.values()]
}

function domainsWithOneSlot(acts: Act[]): Set<string> {
  const byDomain = Map.groupBy(acts, ({ domain }) => domain)
  const alone = [...byDomain].filter(([, said]) => new Set(said.map(({ slot }) => slot)).size === 1)
  return new Set(alone.map(([domain]) => domain))
}

function readTurn(
  finder: Finder,
  turn: Turn,
  state: DialogueState,
  dialogue?: string,
): { read: ReadTurn; candidates: Candidate[] } {
  const text = fold(turn.text)
  const candidates = candidatesIn(finder, text, turn.text, dialogue)
  const shown = placeholders(namesIn(finder, turn.before, dialogue))
  const read = {
    folded: text.text,
    units: readUnits(text.text, placeholders(candidates.filter(({ kinds }) => !kinds[0]!.startsWith('form ')))),
    before: readUnits(fold(turn.before).text, shown),
    state: { ...state, shown: shown.map(({ name }) => name) },
  }
  return { read, candidates }
}

/** The longest names, none overlapping. */
function placeholders(candidates: Candidate[]): Placeholder[] {
  const out: Placeholder[] = []
  let from = 0
  for (const { start, end, name, maximal } of candidates) {
    if (!maximal || start < from || name === undefined) continue
    out.push({ start, end, name })
    from = end
  }
  return out
}
