import type { DraftEntry, PreviewResult } from '@loopdesk/contracts/api/knowledge/entries.ts'
import { inLanguage, type SomeLanguage } from '@loopdesk/contracts/knowledge.ts'
import { sql } from 'kysely'
import { chooseAnswer } from './choose-answer.ts'
import { dayOf } from './day-start.ts'
import type { EntryDeps } from './deps.ts'
import { draftOf } from './draft-of.ts'
import { staffFileUrl } from './files.ts'
import { noEntry } from './refusals.ts'
import { plainText, renderMarkdown } from './render-markdown.ts'
import { readStates } from './state.ts'
import { timeZoneOf } from './time-zone.ts'

interface Wanted {
  entry: { id: string; of: 'draft' | 'live' } | { definition: DraftEntry }
  channel: string
  audiences: string[]
  language: 'zh' | 'en'
  at?: string | undefined
}

/** How an entry is answered to somebody, and why in this wording. */
export function makePreview({ db, now }: Pick<EntryDeps, 'db' | 'now'>) {
  return (workspaceId: string, { entry, language, channel, audiences, at }: Wanted): Promise<PreviewResult> =>
    db.tenant(workspaceId, async (tx) => {
      const today = dayOf(at === undefined ? now() : new Date(at), await timeZoneOf(tx, workspaceId))
      if ('definition' in entry) return render(entry.definition, { language, channel, audiences, today })
      const [state] = await readStates(tx, sql`e.id = ${entry.id}`)
      if (!state) throw noEntry()
      const live = state.definition && draftOf(state.definition)
      const shown = entry.of === 'live' ? live : (state.draft ?? live)
      if (shown === null)
        return { ...nothing(language), reason: state.status === 'archived' ? 'archived' : 'no_answer' }
      return render(shown, { language, channel, audiences, today })
    })
}

interface Situation {
  language: 'zh' | 'en'
  channel: string
  audiences: string[]
  today: string
}

function render(definition: DraftEntry, { language, ...situation }: Situation): PreviewResult {
  const written = definition.variants.map((each, index) => ({ ...each, text: each.text as SomeLanguage, index }))
  const { variant, reason, passed } = chooseAnswer({ ...definition, variants: written }, situation)
  const answer = (
    variant === null || variant === undefined ? definition.answer : definition.variants[variant]!.text
  ) as SomeLanguage
  const text = inLanguage(answer, language)
  if (variant === undefined)
    return { ...nothing(language), reason, passed, title: inLanguage(definition.title as SomeLanguage, language) }
  return {
    variant,
    reason: text === '' ? 'no_answer' : reason,
    passed,
    shown: text !== '',
    title: inLanguage(definition.title as SomeLanguage, language),
    language: answer[language] ? language : answer.zh ? 'zh' : 'en',
    text,
    html: renderMarkdown(text, staffFileUrl),
    plain: plainText(text),
    attachments: definition.attachments.map((each) => ({ ...each, url: staffFileUrl(each.file) })),
  }
}

function nothing(language: 'zh' | 'en'): PreviewResult {
  return {
    variant: null,
    reason: 'no_answer',
    passed: [],
    shown: false,
    title: '',
    language,
    text: '',
    html: '',
    plain: '',
    attachments: [],
  }
}
