import type { DraftEntry, EntryFinding } from '@loopdesk/contracts/api/knowledge/entries.ts'
import { staffAudience } from '@loopdesk/contracts/knowledge.ts'
import { sql } from 'kysely'
import type { Tx } from '../../../infra/db.ts'
import { commonAudiences } from './choose-answer.ts'
import { bareQuestion, entryOf, questionHash } from './draft-of.ts'
import { filesOf } from './state.ts'

/** What drafts refer to, as far as it exists. */
export interface CheckWorld {
  categories: ReadonlySet<string>
  audiences: ReadonlySet<string>
  entries: ReadonlySet<string>
  files: ReadonlySet<string>
  /** Bare question → entries that have it live. */
  asked: ReadonlyMap<string, readonly string[]>
  today: string
}

type Say = (code: EntryFinding['code'], path: string, message: string, about?: string) => void

/** What keeps a draft from being published (errors), and what its writer would want to know (warnings). */
export function checkDraft(id: string, draft: DraftEntry, world: CheckWorld): EntryFinding[] {
  const findings: EntryFinding[] = []
  const say =
    (severity: EntryFinding['severity']): Say =>
    (code, path, message, about) =>
      findings.push({ code, severity, path, message, about: about ?? null })
  checkNeeded(id, draft, say('error'))
  checkReferences(draft, world, say('error'), say('warning'))
  checkTimes(draft, world, say('error'), say('warning'))
  checkReach(draft, say('error'), say('warning'))
  checkLanguages(draft, say('warning'))
  checkQuestions(id, draft, world, say('warning'))
  return findings
}

function checkNeeded(id: string, draft: DraftEntry, error: Say): void {
  if (!written(draft.title)) error('no_title', '/title', 'it has no title')
  if (!written(draft.answer)) error('no_answer', '/answer', 'it has no answer')
  if (draft.category.trim() === '') error('no_category', '/category', 'it is in no category')
  for (const [index, { text }] of draft.variants.entries())
    if (!written(text)) error('variant_without_text', `/variants/${index}/text`, 'this variant says nothing')
  const told = /^\/(title|answer|category)$|^\/variants\/\d+\/text$/
  const made = entryOf(id, draft)
  for (const { path, message } of 'issues' in made ? made.issues : [])
    if (!told.test(path)) error('invalid', path, message)
}

function checkReferences(draft: DraftEntry, world: CheckWorld, error: Say, warning: Say): void {
  const { category, related } = draft
  if (category.trim() !== '' && !world.categories.has(category.trim()))
    error('unknown_category', '/category', `there is no category ${category}`, category)
  const known = (each: string) => each === staffAudience || world.audiences.has(each)
  for (const each of draft.audiences)
    if (!known(each)) error('unknown_audience', '/audiences', `there is no audience ${each}`, each)
  for (const [index, { audiences }] of draft.variants.entries())
    for (const each of audiences)
      if (!known(each)) error('unknown_audience', `/variants/${index}/audiences`, `there is no audience ${each}`, each)
  for (const each of related)
    if (!world.entries.has(each)) warning('unknown_related', '/related', `there is no entry ${each}`, each)
  for (const each of new Set(filesOf(draft)))
    if (!world.files.has(each)) error('missing_file', '/attachments', 'a file is not there (any more)', each)
}

function checkTimes(draft: DraftEntry, { today }: CheckWorld, error: Say, warning: Say): void {
  const times = [draft, ...draft.variants]
  for (const [index, { from, until }] of times.entries()) {
    const path = index === 0 ? '' : `/variants/${index - 1}`
    if (from !== undefined && until !== undefined && until < from)
      error('ends_before_it_begins', `${path}/until`, 'it ends before it begins', until)
    else if (until !== undefined && until < today)
      warning('already_over', `${path}/until`, `it ended on ${until}`, until)
  }
}

/** Variants nobody gets: shut out by the entry's audiences, or standing after one for everybody, everywhere, always. */
function checkReach({ audiences, variants }: DraftEntry, _error: Say, warning: Say): void {
  const always = variants.findIndex(
    (each) => !each.channels.length && !each.audiences.length && !each.from && !each.until,
  )
  for (const [index, each] of variants.entries()) {
    const path = `/variants/${index}`
    if (commonAudiences(audiences, each.audiences) === null)
      warning('variant_never_reached', path, 'nobody the entry is for is in its audiences')
    else if (always >= 0 && index > always)
      warning('variant_never_reached', path, 'the variant before it is for everybody')
  }
}

function checkLanguages({ title, answer, questions }: DraftEntry, warning: Say): void {
  for (const language of ['zh', 'en'] as const) {
    const used = Boolean(title[language]?.trim() || answer[language]?.trim() || questions[language].length > 0)
    if (!used) continue
    if (!answer[language]?.trim() && written(answer))
      warning('missing_language', `/answer/${language}`, `it is not answered in ${language}`, language)
    if (!title[language]?.trim() && written(title))
      warning('missing_language', `/title/${language}`, `it has no title in ${language}`, language)
  }
}

function checkQuestions(id: string, { questions }: DraftEntry, world: CheckWorld, warning: Say): void {
  if (questions.zh.length + questions.en.length === 0)
    warning('no_questions', '/questions', 'nobody wrote down how it is asked')
  for (const language of ['zh', 'en'] as const)
    for (const [index, text] of questions[language].entries()) {
      const other = world.asked.get(bareQuestion(text))?.find((each) => each !== id)
      if (other !== undefined)
        warning(
          'question_elsewhere',
          `/questions/${language}/${index}`,
          `“${text}” is a question of ${other}, too`,
          other,
        )
    }
}

const written = ({ zh, en }: { zh?: string | undefined; en?: string | undefined }) => Boolean(zh?.trim() || en?.trim())

/** What there is of all that the drafts refer to, read at once. */
export async function readCheckWorld(tx: Tx, drafts: readonly DraftEntry[], today: string): Promise<CheckWorld> {
  const names = async (query: ReturnType<typeof sql<{ id: string }>>) =>
    new Set((await query.execute(tx.query)).rows.map(({ id }) => id))
  const related = drafts.flatMap((each) => each.related)
  const files = drafts.flatMap(filesOf)
  return {
    today,
    categories: await names(sql`select id from knowledge_categories`),
    audiences: await names(sql`select id from knowledge_audiences`),
    entries:
      related.length === 0 ? new Set() : await names(sql`select id from knowledge_entries where id = any(${related})`),
    files:
      files.length === 0
        ? new Set()
        : await names(sql`select id::text as id from knowledge_attachments where id::text = any(${files})`),
    asked: await readAsked(tx, drafts),
  }
}

async function readAsked(tx: Tx, drafts: readonly DraftEntry[]): Promise<Map<string, string[]>> {
  const questions = drafts.flatMap((each) => [...each.questions.zh, ...each.questions.en])
  if (questions.length === 0) return new Map()
  const { rows } = await sql<{ id: string; questions: { zh: string[]; en: string[] } }>`
    select id, definition->'questions' as questions from knowledge_entries
    where live is not null and asked && ${[...new Set(questions.map(questionHash))]}::int[] limit 500`.execute(tx.query)
  const asked = new Map<string, string[]>()
  for (const { id, questions: have } of rows)
    for (const text of [...have.zh, ...have.en])
      asked.set(bareQuestion(text), [...(asked.get(bareQuestion(text)) ?? []), id])
  return asked
}
