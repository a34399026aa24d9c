import type { Command } from '@loopdesk/contracts/commands.ts'
import type { Entity } from '../entities/entity.ts'
import type { Reading } from './reading.ts'

/** Words that only point at the picture, or only ask what it is. */
const pointing =
  /^[\s\p{P}]*(这个?|那个?|这里|这张|这单|这样|这种|你|您|帮我?|麻烦|请|给|我|看(看|下|一下)?|瞧|见|如|的|图片?|截图|照片|上面|发|了|呢|啊|吧|吗|是|就是|在|哈|喏|是什么|啥|什么|意思|情况|原因|问题|怎么(办|回事|弄|解决|处理)?|咋(办|回事|弄|整)?|为(什么|啥)|显示|出现|提示|报错|报|故障|错误|坏|this|that|here|it|is|the|a|my|look|see|at|please|pls|picture|photo|screenshot|image|attached|one|shows?|saying|says|what|what's|does|mean|means|do|i|should|how|to|fix|why|happened|happening|wrong|with|error|help|\s|\p{P})*$/iu

/**
 * What a message means with its pictures: a fault that is shown is answered; where the words say nothing by themselves, what was
 * read is told and asked about. A wish in words comes first, the picture then only says what it is about.
 */
export function withPictures(reading: Reading, fromWords: Command[]): Command[] {
  const pictures = reading.pictures ?? []
  if (pictures.length === 0 || reading.choice !== null) return fromWords
  const [first] = fromWords
  const saysLittle = pointing.test(reading.text)
  const lost = first === undefined || ['files', 'cannot_handle', 'out_of_scope', 'clarify'].includes(first.type)
  if (!lost && first.type !== 'answer' && first.type !== 'clarify_knowledge' && !saysLittle) return fromWords
  if (first?.type === 'set_slot' || first?.type === 'correct_slot' || first?.type === 'handoff') return fromWords
  const faults = [...new Set(pictures.flatMap(({ faults }) => faults.map(({ id }) => id)))]
  if (faults.length === 1) return [{ type: 'answer', entries: faults }]
  if (faults.length > 1) return [{ type: 'clarify_knowledge', entries: faults.slice(0, 4) }]
  if (!lost && !saysLittle) return fromWords
  return [{ type: 'pictures', count: pictures.length, codes: pictures.flatMap(({ codes }) => codes) }]
}

/** The message without what only stands in its pictures: an address on a screenshot is not the one that was asked for. */
export const inOwnWords = <T extends { entities: Entity[] }>(said: T): T => ({
  ...said,
  entities: said.entities.filter((each) => !isPictured(each)),
})

/** Whether it stands in a picture, not in words. */
export const isPictured = ({ detail }: Entity): boolean => detail?.picture !== undefined
