import type { FlowDefinition } from '../flow/definition.ts'
import { normalise } from '../text/normalise.ts'
import { refusedIn } from './contrast.ts'

type Flows = Map<string, FlowDefinition>

/** Flows that a few words name: by their name or as one of the ways of asking for it. */
export function flowsNamed(words: string, flows: Flows): string[] {
  const said = normalise(words)
  const bare = said
    .replace(/^(?:还是|我|要|那|这|个|的|my|the|a|an|to)+ ?/, '')
    .replace(/(?:了|吧|的|呢|it| it)$/, '')
    .trim()
  if (bare.length < 2) return []
  return [...flows.values()]
    .filter((flow) => {
      const { names, examples } = wordsOf(flow)
      return examples.has(said) || examples.has(bare) || names.some((name) => name === bare || standsIn(bare, name))
    })
    .map(({ id }) => id)
}

/** Flows that a message says are not wanted (不要退款，我要换货). A complaint that something is not done (怎么还不退款) is none. */
export function flowsRefused(text: string, flows: Flows): string[] {
  if (complains.test(text)) return []
  return [...new Set(refusedIn(text).flatMap((words) => flowsNamed(words, flows)))]
}

const complains = /还(不|没)|怎么(不|没)|为(什么|啥)(不|没)|咋(不|没)|[?？]\s*$|吗\s*$|\bwhy\b/i

/** A part of a name in its own right: two characters of a Chinese name (退款 of 退货退款), a word of an English one. */
const standsIn = (words: string, name: string) =>
  /^[\x20-\x7e]+$/.test(words)
    ? words.length >= 4 && new RegExp(`\\b${words}\\b`).test(name)
    : words.length >= 2 && name.includes(words)

const known = new WeakMap<FlowDefinition, { names: string[]; examples: Set<string> }>()

function wordsOf(flow: FlowDefinition): { names: string[]; examples: Set<string> } {
  let words = known.get(flow)
  if (!words) {
    words = {
      names: [normalise(flow.name.zh), normalise(flow.name.en)],
      examples: new Set([...flow.examples.zh, ...flow.examples.en].map(normalise)),
    }
    known.set(flow, words)
  }
  return words
}
