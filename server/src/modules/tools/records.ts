import type { BusinessRecord } from '@loopdesk/contracts/api/desk.ts'
import type { Localised } from '@loopdesk/contracts/flow.ts'
import type { CatalogueType, RecordType } from '@loopdesk/contracts/workspace.ts'
import type { RecordItem } from '@loopdesk/engines/dialogue/refer.ts'
import { render } from '@loopdesk/engines/flow/expression.ts'
import { evaluateOver } from './evaluate-over.ts'
import type { makeExecute } from './execute.ts'
import type { Registry } from './registry.ts'

type Language = 'zh' | 'en'

/** Fills a template over one object, with the same words and functions as a flow's texts. */
function fill(template: Localised, value: unknown, lang: Language): Promise<string> {
  const scope = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  return render(template[lang], { scope, context: {}, lang, now: '', names: noNames })
}

const noNames = { title: async () => '', status: (_type: string, status: string) => status }

export type ListedRecords = { items: RecordItem[]; problem: string | null }

/** Reads customers' business objects through the connectors, as their record types describe them. */
export function makeRecords({
  registry,
  execute,
  now,
  timeZone,
}: {
  registry: Registry
  execute: Pick<ReturnType<typeof makeExecute>, 'read'>
  now: () => Date
  timeZone(workspaceId: string): Promise<string>
}) {
  async function readRaw(
    workspaceId: string,
    { list }: RecordType | CatalogueType,
    scope: object,
  ): Promise<{ items: unknown[]; problem: string | null }> {
    const args = (await evaluateOver(list.args, scope)) as Record<string, unknown>
    const { result } = await execute.read(workspaceId, list.tool, args ?? {})
    if (result.status !== 'ok') return { items: [], problem: result.code }
    const items = await evaluateOver(list.items, { result: result.value })
    return { items: Array.isArray(items) ? items : items === undefined ? [] : [items], problem: null }
  }

  async function typeOf(workspaceId: string, type: string): Promise<RecordType | undefined> {
    return (await registry.load(workspaceId)).records.get(type)
  }

  return {
    typeOf,

    /** A customer's objects of a type, newest first, for telling them apart in talk. */
    async list(
      workspaceId: string,
      type: string,
      customer: { externalId: string },
      lang: Language,
    ): Promise<ListedRecords> {
      const kind = await typeOf(workspaceId, type)
      if (!kind) return { items: [], problem: 'no_such_type' }
      const { items, problem } = await readRaw(workspaceId, kind, { customer })
      const zone = await timeZone(workspaceId)
      const listed = await Promise.all(items.map((value) => toItem(kind, value, lang, zone, now)))
      return {
        items: listed.toSorted((a, b) => (b.date ?? '').localeCompare(a.date ?? '') || b.at.localeCompare(a.at)),
        problem,
      }
    },

    /** The same for people to look at. */
    async show(
      workspaceId: string,
      customer: { externalId: string },
      lang: Language,
    ): Promise<{ items: BusinessRecord[]; problems: string[] }> {
      const shown: BusinessRecord[] = []
      const problems: string[] = []
      for (const kind of (await registry.load(workspaceId)).records.values()) {
        const { items, problem } = await readRaw(workspaceId, kind, { customer })
        if (problem) problems.push(`${kind.type}: ${problem}`)
        for (const value of items) shown.push(await toShown(kind, value, lang))
      }
      return { items: shown.toSorted((a, b) => (b.at ?? '').localeCompare(a.at ?? '')), problems }
    },

    async title(workspaceId: string, type: string, value: unknown, lang: Language): Promise<string> {
      const kind = await typeOf(workspaceId, type)
      return kind ? fill(kind.title, value, lang) : ''
    },

    /** One line under a title, for buttons. */
    async subtitle(workspaceId: string, type: string, value: unknown, lang: Language): Promise<string> {
      const kind = await typeOf(workspaceId, type)
      return kind ? fill(kind.subtitle, value, lang) : ''
    },

    /** All entries of a catalogue, as recognised in text. */
    async readCatalogue(
      workspaceId: string,
      type: string,
    ): Promise<{
      entries: { id: string; names: string[]; title: { zh: string; en: string } }[]
      problem: string | null
    }> {
      const kind = (await registry.load(workspaceId)).catalogues.get(type)
      if (!kind) return { entries: [], problem: 'no_such_type' }
      const { items, problem } = await readRaw(workspaceId, kind, {})
      const entries = await Promise.all(
        items.map(async (value) => ({
          id: String(await evaluateOver(kind.id, value)),
          names: ((await evaluateOver(kind.names, value)) as string[] | undefined) ?? [],
          title: { zh: await fill(kind.title, value, 'zh'), en: await fill(kind.title, value, 'en') },
        })),
      )
      return { entries, problem }
    },
  }
}

async function toItem(
  kind: RecordType,
  value: unknown,
  lang: Language,
  zone: string,
  now: () => Date,
): Promise<RecordItem & { at: string }> {
  const status = String((await evaluateOver(kind.status, value)) ?? '')
  const at = String((await evaluateOver(kind.at, value)) ?? '')
  const amount = kind.amount ? await evaluateOver(kind.amount, value) : undefined
  const mentions = kind.mentions ? await evaluateOver(kind.mentions.ids, value) : []
  const words = kind.statuses[status]
  return {
    id: String(await evaluateOver(kind.id, value)),
    value,
    title: await fill(kind.title, value, lang),
    status,
    statusWords: words ? [words.zh, words.en] : [],
    at,
    date: at ? localDate(at, zone) : null,
    ageDays: at ? (now().getTime() - Date.parse(at)) / 86_400_000 : undefined,
    amount: typeof amount === 'number' ? amount : null,
    mentions: (Array.isArray(mentions) ? mentions : [mentions]).filter((each) => each !== undefined).map(String),
    preferred: true,
  }
}

async function toShown(kind: RecordType, value: unknown, lang: Language): Promise<BusinessRecord> {
  const status = String((await evaluateOver(kind.status, value)) ?? '')
  const imageUrl = kind.imageUrl ? await evaluateOver(kind.imageUrl, value) : undefined
  const at = await evaluateOver(kind.at, value)
  const fields: { label: string; value: string }[] = []
  for (const field of kind.fields) {
    const found = await evaluateOver(field.value, value)
    if (found !== undefined && found !== null && found !== '')
      fields.push({ label: field.label[lang], value: String(found) })
  }
  return {
    type: kind.type,
    id: String(await evaluateOver(kind.id, value)),
    title: await fill(kind.title, value, lang),
    subtitle: await fill(kind.subtitle, value, lang),
    status: kind.statuses[status]?.[lang] ?? status,
    at: at ? String(at) : null,
    imageUrl: typeof imageUrl === 'string' ? imageUrl : null,
    fields,
  }
}

function localDate(instant: string, timeZone: string): string | null {
  const at = new Date(instant)
  return Number.isNaN(at.getTime()) ? null : dayFormat(timeZone).format(at)
}

const dayFormats = new Map<string, Intl.DateTimeFormat>()

/** Making one costs more than a thousand uses of it. */
function dayFormat(timeZone: string): Intl.DateTimeFormat {
  const known = dayFormats.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' })
  dayFormats.set(timeZone, known)
  return known
}
