import { createHash } from 'node:crypto'
import type { TextViolationSent } from '@loopdesk/contracts/api/graph.ts'
import type { Contradiction, DraftEntry } from '@loopdesk/contracts/api/knowledge/entries.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import { commonAudiences } from './choose-answer.ts'
import { plainText } from './render-markdown.ts'

/** Holds a text against what is known for certain: facts and rules that those it is for may know. */
export type HoldAgainst = (
  text: string,
  about: { title: string; audiences: readonly string[] },
) => Omit<TextViolationSent, 'start' | 'end'>[]

/** What of a draft's answers facts or rules say otherwise. The same contradiction has the same id as long as its sentence stands. */
export function contradictionsOf(draft: DraftEntry, hold: HoldAgainst | undefined): Contradiction[] {
  if (!hold) return []
  const own = { text: draft.answer, audiences: [], path: '/answer' }
  const answers = [own, ...draft.variants.map((each, at) => ({ ...each, path: `/variants/${at}/text` }))]
  return answers.flatMap(({ text, audiences, path }) => {
    const whom = commonAudiences(draft.audiences, audiences)
    if (whom === null) return []
    return (['zh', 'en'] as const).flatMap((language) => {
      const title = draft.title[language] ?? draft.title.zh ?? draft.title.en ?? ''
      const found = hold(plainText(text[language] ?? ''), { title, audiences: whom })
      return found.map((each) => shown(`${path}/${language}`, each))
    })
  })
}

function shown(path: string, found: ReturnType<HoldAgainst>[number]): Contradiction {
  const { kind, quote, entity, entityName, member, said, known, rule, sources } = found
  const what = [path.split('/').at(-1), quote, entity, member, known].join('\n')
  const id = createHash('sha256').update(what).digest('hex').slice(0, 20)
  return { id, path, kind, quote, entity, entityName, member, said, known, rule, sources }
}

/** Throws `unprocessable` unless somebody has confirmed each of them. Answers those that were. */
export function refuseContradicted(found: readonly Contradiction[], confirmed: readonly string[] = []): string[] {
  const open = found.filter(({ id }) => !confirmed.includes(id))
  if (open.length === 0) return [...new Set(found.map(({ id }) => id))]
  throw new AppError(
    'unprocessable',
    `it says otherwise than what is known: ${open.map(wordsOf).join('; ')}. Change it, or confirm it in \`despite\``,
    open.map((each) => ({ path: `/draft${each.path}`, message: wordsOf(each) })),
  )
}

/** For people, in a line. */
export const wordsOf = ({ quote, said, known }: Contradiction): string => `“${quote.trim()}” (${said} ≠ ${known})`
