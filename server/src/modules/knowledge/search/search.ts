import type { KnowledgeTuning } from '@loopdesk/contracts/api/knowledge/search.ts'
import { type IndexHit, type IndexQuery, keptFrom, type Sight, sourceOfPassage } from '../index-host/engine.ts'
import type { Candidate, PassageRow } from './candidates.ts'
import type { Question, SearchDeps } from './deps.ts'
import type { Synonyms } from './synonyms.ts'
import type { Tunings } from './tunings.ts'

export type Search = ReturnType<typeof makeSearch>

/** What was found, and what it was found by. */
export interface Found {
  /** Best first. */
  candidates: Candidate[]
  /** Words of the question with what means the same here. */
  synonyms: string[][]
  tunings: KnowledgeTuning[]
  sight: Sight
  revision: number
  /** Milliseconds by step. */
  timings: Record<string, number>
}

/** Passages looked at for so many asked for: several are one entry's, some are not to be seen any more. */
const spare = 3
const least = 30
/** Of how many the reranker is asked. */
const reranked = 24
/** How much feedback can add or take, and how much a reranker's word counts beside the score. */
const weights = { feedback: 0.15, reranker: 0.7 }

/** Finds passages for a question among what the asker may see: the one way in which anything is searched. */
export function makeSearch(deps: SearchDeps & { synonyms: Synonyms; tunings: Tunings }) {
  const { db, host, passages, synonyms, tunings, quality, reranker, vectors } = deps

  async function rowsOf(workspaceId: string, ids: string[]): Promise<Map<string, PassageRow>> {
    const rows = await db.tenant(workspaceId, (tx) => passages.get(tx, workspaceId, ids))
    return new Map(rows.map((row) => [row.id, row]))
  }

  /** Passages that are to stand at the top: the best of each target the asker may see. */
  async function pin(workspaceId: string, query: IndexQuery, hits: IndexHit[], targets: string[]): Promise<IndexHit[]> {
    const pinned: IndexHit[] = []
    for (const target of targets) {
      const isIt = ({ id }: { id: string }) => id === target || sourceOfPassage(id) === target
      const hit = hits.find(isIt) ?? (await bestOf(workspaceId, query, target, isIt))
      if (hit && !pinned.some(({ id }) => id === hit.id)) pinned.push(hit)
    }
    return pinned
  }

  async function bestOf(workspaceId: string, query: IndexQuery, target: string, isIt: (hit: IndexHit) => boolean) {
    const source = sourceOfPassage(target)
    const { hits } = await host.search(workspaceId, { ...query, limit: 200, sources: [source] })
    const hit = hits.find(isIt)
    if (hit) return hit
    // Nothing in it is like the question: then what it begins with.
    const rows = await db.tenant(workspaceId, (tx) => passages.ofSource(tx, workspaceId, source))
    const row = rows.find(({ id }) => target === source || id === target)
    return row && { id: row.id, score: 0, parts: {} }
  }

  return {
    async search(workspaceId: string, question: Question, limit: number, everything = false): Promise<Found> {
      const timings: Record<string, number> = {}
      const timed = async <T>(name: string, work: Promise<T>): Promise<T> => {
        const started = performance.now()
        return work.finally(() => {
          timings[name] = Math.round((performance.now() - started) * 100) / 100
        })
      }
      const sight = await sightOf(workspaceId, question)
      const [words, tuned] = await timed(
        'words',
        Promise.all([synonyms.groupsFor(workspaceId, question.text), tunings.matching(workspaceId, question.text)]),
      )
      const buried = tuned.filter(({ action }) => action === 'bury').map(({ target }) => target)
      const pins = tuned.filter(({ action }) => action === 'pin').map(({ target }) => target)
      const [near, prior] = await Promise.all([
        vectors ? timed('vectors', vectors.nearest(workspaceId, question.text, sight)) : undefined,
        quality?.(workspaceId),
      ])
      const query: IndexQuery = {
        text: question.text,
        limit: Math.max(least, limit * spare),
        synonyms: words,
        buried: everything ? [] : buried,
        everything,
        vectors: near,
        ...sight,
      }
      const reply = await timed('index', host.search(workspaceId, query, question.atLeast))
      const pinned = await pin(workspaceId, query, reply.hits, pins)
      const all = [...pinned, ...reply.hits.filter(({ id }) => !pinned.some((one) => one.id === id))]
      const rows = await timed(
        'rows',
        rowsOf(
          workspaceId,
          all.map(({ id }) => id),
        ),
      )
      // The index may be a moment behind: what has been withdrawn since is not shown.
      const seen = all.filter(({ id }) => {
        const row = rows.get(id)
        return row && (everything || keptFrom(row, sight).length === 0)
      })
      const top = Math.max(0, ...seen.map(({ score }) => score))
      const candidates = seen.map((hit): Candidate => {
        const row = rows.get(hit.id)!
        const feedback = (prior?.get(row.source) ?? 0) * weights.feedback * hit.score
        const isPinned = pinned.some(({ id }) => id === hit.id)
        const pinPart = isPinned ? Math.max(0, top * (1 + weights.feedback) + 1 - hit.score - feedback) : 0
        const parts = { ...hit.parts, ...(feedback !== 0 && { feedback }), ...(isPinned && { pin: pinPart }) }
        const isBuried = buried.includes(row.id) || buried.includes(row.source)
        return {
          row,
          score: hit.score + feedback + pinPart,
          parts,
          tuned: isPinned ? 'pinned' : isBuried ? 'buried' : null,
        }
      })
      const ordered = onePerEntry(candidates.sort(byScore), question.language)
      const ranked = reranker ? await timed('reranker', rerank(question.text, ordered)) : ordered
      return {
        candidates: ranked.slice(0, limit),
        synonyms: words,
        tunings: tuned,
        sight,
        revision: reply.revision,
        timings,
      }
    },
    sightOf,
    rowsOf,
  }

  async function sightOf(workspaceId: string, { asker, at }: Question): Promise<Sight> {
    return {
      audiences: await deps.audiencesOf(workspaceId, asker),
      channel: asker.kind === 'staff' ? undefined : asker.channel,
      at: (at ?? new Date()).getTime(),
    }
  }

  /** The reranker's word on the best; when it cannot be asked, they stay as they are. */
  async function rerank(question: string, candidates: Candidate[]): Promise<Candidate[]> {
    const head = candidates.slice(0, reranked)
    const scores = await reranker!.rank(
      question,
      head.map(({ row }) => [row.title, ...row.headings, row.questions[0] ?? '', row.text].filter(Boolean).join('\n')),
    )
    if (!scores) return candidates
    const top = Math.max(...head.map(({ score }) => score))
    const share = weights.reranker
    const judged = head.map((one, at): Candidate => {
      if (one.tuned === 'pinned') return one
      const relevance = share * top * scores[at]!
      const parts = Object.fromEntries(Object.entries(one.parts).map(([name, part]) => [name, part * (1 - share)]))
      return { ...one, score: one.score * (1 - share) + relevance, parts: { ...parts, reranker: relevance } }
    })
    const rest = candidates.slice(reranked).map((one) => ({ ...one, score: one.score * (1 - share) }))
    return [...judged.sort(byScore), ...rest]
  }
}

const byScore = (a: Candidate, b: Candidate) => b.score - a.score || (a.row.id < b.row.id ? -1 : 1)

/** Of an entry only the answer the asker gets: in the language asked in where there is one, then the first that fits. */
export function onePerEntry(candidates: Candidate[], language: 'zh' | 'en' | undefined): Candidate[] {
  const groups = new Map<string, Candidate[]>()
  for (const candidate of candidates) {
    const { row } = candidate
    const key = row.kind === 'entry' ? row.source : row.id
    groups.set(key, [...(groups.get(key) ?? []), candidate])
  }
  return [...groups.values()].map((group) => {
    const [found] = group
    if (group.length === 1) return found!
    const rows = group.map(({ row }) => row)
    return { ...found!, row: forAsker(rows, language)! }
  })
}

/** Of an entry's answers that somebody may see the one they get. */
export function forAsker(rows: PassageRow[], language: 'zh' | 'en' | undefined): PassageRow | undefined {
  const wanted = (row: PassageRow) => (language !== undefined && row.language !== language ? 1 : 0)
  const order = (row: PassageRow) => Number(row.content.order ?? row.number)
  return [...rows].sort((a, b) => wanted(a) - wanted(b) || order(a) - order(b))[0]
}
