import type { Graph } from '../graph.ts'
import type { Language } from '../show.ts'
import { type Asked, decline, type GraphAnswer, pick } from './answer.ts'
import { answerCompare } from './compare.ts'
import { answerChain } from './follow-chain.ts'
import { answerList } from './list.ts'
import { readQuestion } from './read-question.ts'
import { answerRepair } from './repair.ts'
import { answerYesNo } from './yes-no.ts'

const ways = [answerRepair, answerCompare, answerYesNo, answerList, answerChain]

/**
 * Answers a question from the accepted facts alone, or says why not: nothing of the graph is mentioned (`nothing_linked`), words
 * of it stand for nothing the graph knows (`not_understood`), what it asks is not recorded, or may mean several things.
 * `day` (YYYY-MM-DD): facts must be valid then; all are when left out.
 */
export function askGraph(
  graph: Graph,
  question: string,
  language: Language,
  { day }: { day?: string } = {},
): GraphAnswer {
  const text = question
    .replace(/\bbetween\s+([^\s]+(?:\s[a-z]{1,3})?)\s+and\s+/i, '$1 to ')
    .replaceAll(/(\d)\s*和\s*(\d+[^\d]{0,4}之间)/g, '$1到$2')
  const reading = readQuestion(graph, text)
  const asked: Asked = { graph, reading, language, day }
  if (reading.mentions.length === 0) return decline('none', 'nothing_linked', '')
  if (reading.rest.length > 0)
    return decline(
      'none',
      'not_understood',
      pick(
        language,
        `图谱里没有“${reading.rest.join('、')}”。`,
        `The graph does not know “${reading.rest.join(', ')}”.`,
      ),
      { rest: reading.rest },
    )
  // Facts say what is, not why it is so or what to do about it, except where a plan does.
  const explains = ['reason', 'repair', 'meaning', 'steps'].some((cue) => reading.cues.has(cue as 'reason'))
  for (const way of explains ? [answerRepair] : ways) {
    const found = way(asked)
    if (found) return found
  }
  return decline(
    'none',
    'not_understood',
    pick(language, '没有看懂要问图谱的什么。', 'It is not clear what of the graph is asked.'),
  )
}
