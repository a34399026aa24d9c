import type { knowledgeSynonyms } from '@loopdesk/contracts/api/knowledge/search.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import { normalise } from '@loopdesk/engines/text/normalise.ts'
import { sql } from 'kysely'
import type { z } from 'zod'
import type { Db, Tx } from '../../../infra/db.ts'
import { containing } from '../../../infra/page-cursor.ts'
import { audit } from '../../identity/index.ts'
import type { Who } from '../documents/deps.ts'
import { makeFollowed } from './followed.ts'

type Shown = z.infer<typeof knowledgeSynonyms>
type Body = Pick<Shown, 'direction' | 'words'>
interface Row {
  id: string
  direction: Shown['direction']
  words: string[]
  updated_at: Date
}

export type Synonyms = ReturnType<typeof makeSynonyms>

/** Of one question. */
const mostGroups = 20

/** Words that mean the same in a company, and questions put with them. */
export function makeSynonyms({ db }: { db: Db }) {
  const followed = makeFollowed(db, async (tx) => {
    const { rows } = await sql<Row>`select id, direction, words, updated_at from knowledge_synonyms`.execute(tx.query)
    return rows.map(({ direction, words }) => ({ direction, words: words.map(normalise) }))
  })

  return {
    /** Words of the question, each with what means the same: the word itself first. */
    async groupsFor(workspaceId: string, text: string): Promise<string[][]> {
      const groups = await followed.read(workspaceId)
      const plain = normalise(text)
      return groups
        .flatMap(({ direction, words }) =>
          words.flatMap((word, at) => {
            const others = direction === 'both' ? words.filter((_, i) => i !== at) : at > 0 ? words.slice(0, 1) : []
            return others.length > 0 && holdsWord(plain, word) ? [[word, ...others]] : []
          }),
        )
        .slice(0, mostGroups)
    },
    list: (workspaceId: string, search?: string): Promise<Shown[]> =>
      db.tenant(workspaceId, async (tx) => {
        const like = search === undefined ? undefined : containing(search)
        const { rows } = await sql<Row>`
          select id, direction, words, updated_at from knowledge_synonyms
          where ${like === undefined ? sql`true` : sql`array_to_string(words, ' ') ilike ${like}`}
          order by updated_at desc, id limit 2000`.execute(tx.query)
        return rows.map(shown)
      }),
    create: (workspaceId: string, who: Who, body: Body): Promise<Shown> =>
      db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<Row>`
          insert into knowledge_synonyms (workspace_id, direction, words) values (${workspaceId}, ${body.direction},
            ${distinct(body.words)}) returning id, direction, words, updated_at`.execute(tx.query)
        return changed(tx, who, 'synonyms.added', rows[0]!)
      }),
    update: (workspaceId: string, who: Who, id: string, body: Body): Promise<Shown> =>
      db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<Row>`
          update knowledge_synonyms set direction = ${body.direction}, words = ${distinct(body.words)}, updated_at = now()
          where id = ${id} returning id, direction, words, updated_at`.execute(tx.query)
        if (!rows[0]) throw new AppError('not_found', 'there are no such synonyms')
        return changed(tx, who, 'synonyms.changed', rows[0])
      }),
    remove: (workspaceId: string, who: Who, id: string): Promise<boolean> =>
      db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<Row>`
          delete from knowledge_synonyms where id = ${id} returning id, direction, words, updated_at`.execute(tx.query)
        if (rows[0]) await changed(tx, who, 'synonyms.removed', rows[0])
        return rows.length > 0
      }),
  }

  async function changed(tx: Tx, who: Who, action: string, row: Row): Promise<Shown> {
    followed.touch(tx)
    await audit(tx, { actor: who.actor, action, target: `synonyms:${row.id}`, details: { words: row.words.length } })
    return shown(row)
  }
}

function distinct(words: string[]): string[] {
  const kept = [...new Map(words.map((word) => [normalise(word), word])).values()]
  if (kept.length >= 2) return kept
  const message = 'needs at least two different words'
  throw new AppError('invalid_request', `/body/words: ${message}`, [{ path: '/body/words', message }])
}

const shown = ({ id, direction, words, updated_at: at }: Row): Shown => ({
  id,
  direction,
  words,
  updatedAt: at.toISOString(),
})

/** Chinese words stand anywhere, others between signs that belong to no word. */
function holdsWord(text: string, word: string): boolean {
  return placeOf(text, word) >= 0
}

function placeOf(text: string, word: string): number {
  for (let at = text.indexOf(word); at >= 0 && word !== ''; at = text.indexOf(word, at + 1)) {
    const open = !/[\p{L}\p{N}]/u.test(text[at - 1] ?? ' ') || isHan(word[0]!) || isHan(text[at - 1]!)
    const next = text[at + word.length] ?? ' '
    const shut = !/[\p{L}\p{N}]/u.test(next) || isHan(word.at(-1)!) || isHan(next)
    if (open && shut) return at
  }
  return -1
}

/** The question in the words of what was found: a word the text lacks gives way to one of the same meaning that it has. */
export function inWordsOf(question: string, groups: string[][], text: string): string {
  let plain = question
  const told = normalise(text)
  for (const [word, ...others] of groups) {
    const other = others.find((each) => told.includes(each))
    const at = placeOf(normalise(plain), word!)
    if (other === undefined || told.includes(word!) || at < 0) continue
    const folded = normalise(plain)
    plain = `${folded.slice(0, at)}${other}${folded.slice(at + word!.length)}`
  }
  return plain
}

const isHan = (character: string) => /\p{Script=Han}/u.test(character)
