import { fold } from '../text/fold.ts'
import { act, type Reading, scoreOf } from './reading.ts'
import * as words from './stance-words.ts'

/**
 * Where somebody stands to a question that wants a yes.
 * - `partly`: a yes with an objection (对，但是地址错了);
 * - `hold`: not now, nothing is to be done yet (可以，不过先别扣款; hold on);
 * - `mocking`: the words of a yes, and hardly meant so (呵呵，真行啊; yeah right). Never to be taken for a yes.
 */
export interface Stance {
  says: 'yes' | 'no' | 'partly' | 'hold' | 'mocking'
  /** False where it merely begins like that and goes on with something else, or where only the recogniser leans that way. */
  sure: boolean
}

type Answer = Pick<Reading, 'text' | 'intents'>

/** How long an answer to a yes-or-no question may be before it is a story of its own; Latin words take more characters. */
const longest = { ideographs: 40, latin: 90 }

/** Reads a yes, a no or what lies between out of the words said, and asks the recogniser where the words leave it open. */
export function stanceOf(reading: Answer): Stance | undefined {
  const said = fold(reading.text).text.replace(/\s+/g, ' ').trim()
  if (said.length > (/[\u4e00-\u9fff]/.test(said) ? longest.ideographs : longest.latin)) return undefined
  return fromWords(said) ?? fromIntents(reading, said)
}

/** Yes or no as an answer to a question just asked; undefined for everything in between. */
export function parseYesNo(reading: Answer): { value: boolean; sure: boolean } | undefined {
  const stance = stanceOf(reading)
  if (stance?.says !== 'yes' && stance?.says !== 'no') return undefined
  return { value: stance.says === 'yes', sure: stance.sure }
}

function fromWords(said: string): Stance | undefined {
  if (said === '') return undefined
  if (words.scorn.test(said)) return { says: 'no', sure: true }
  if (words.mocking.test(said)) return { says: 'mocking', sure: true }
  if (words.asks.test(said)) return undefined
  const heard = said
    .split(words.clauseBreak)
    .map((each) => each.trim())
    .filter((each) => each !== '' && !words.fillers.test(each))
    .map(hear)
  if (heard.some((each) => each?.says === 'hold')) return { says: 'hold', sure: true }
  const [first] = heard
  if (!first) return undefined
  const turned = heard.slice(1).some((each) => each && each.says !== first.says)
  if (first.says === 'yes' && (turned || words.objects.test(said))) return { says: 'partly', sure: true }
  // 不，不，是对的: a no is taken back by what follows it; which of the two counts is not to be guessed.
  if (turned) return undefined
  return { says: first.says, sure: heard.every((each) => each?.sure) }
}

function fromIntents(reading: Answer, said: string): Stance | undefined {
  const yes = scoreOf(reading, act('affirm'))
  const no = scoreOf(reading, act('deny'))
  const most = Math.max(yes, no)
  if (most < 0.3 || words.asks.test(said)) return undefined
  if (yes > no && words.objects.test(said)) return { says: 'partly', sure: false }
  return { says: yes > no ? 'yes' : 'no', sure: most > 0.6 }
}

/** One clause: wholly a yes or a no (sure), or beginning with one. */
function hear(clause: string): { says: 'yes' | 'no' | 'hold'; sure: boolean } | undefined {
  if (words.hold.test(clause)) return { says: 'hold', sure: true }
  if (words.wholeYes.test(clause)) return { says: 'yes', sure: true }
  if (words.wholeNo.test(clause)) return { says: 'no', sure: true }
  if (words.leadingNo.test(clause)) return { says: 'no', sure: false }
  return words.leadingYes.test(clause) ? { says: 'yes', sure: false } : undefined
}
