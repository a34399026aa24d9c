import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { categoryId } from '@loopdesk/contracts/api/knowledge/categories.ts'
import { packId, packSetting } from '@loopdesk/contracts/api/knowledge/packs.ts'
import { flowFile } from '@loopdesk/contracts/flow.ts'
import { answerVariant, knowledgeEntry, someLanguage } from '@loopdesk/contracts/knowledge.ts'
import { smallTalk } from '@loopdesk/contracts/workspace.ts'
import { parse } from 'yaml'
import { z } from 'zod'
import { PermanentError } from '../../../infra/errors.ts'

const about = z.strictObject({
  id: packId,
  name: someLanguage,
  version: z.string().regex(/^\d+(\.\d+){0,2}$/, 'numbers with dots: 1.4.0'),
  description: someLanguage,
  industry: someLanguage,
  languages: z.array(z.enum(['zh', 'en'])).min(1),
  settings: z.array(packSetting).default([]),
})

const category = z.strictObject({
  id: categoryId,
  parent: categoryId.optional(),
  name: someLanguage,
  description: someLanguage.optional(),
  icon: z.string().max(60).default(''),
})
export type PackCategory = z.infer<typeof category>

/** A custom intent of the workbench; `custom:` is put before its id. */
const intent = z.strictObject({
  id: z
    .string()
    .max(120)
    .regex(/^[\p{L}\p{N}_-]+(\.[\p{L}\p{N}_-]+){0,4}$/u, 'letters, digits, - and _; dots between levels'),
  name: z.object({ zh: z.string().min(1), en: z.string().min(1) }),
  leadsTo: z
    .object({ kind: z.enum(['flow', 'knowledge']), id: z.string().min(1) })
    .nullable()
    .default(null),
  examples: z.object({
    zh: z.array(z.string().trim().min(1).max(1000)).default([]),
    en: z.array(z.string().trim().min(1).max(1000)).default([]),
  }),
})
export type PackIntent = z.infer<typeof intent>

const step = z.strictObject({
  id: z.string().regex(/^[\w.-]{1,120}$/),
  title: someLanguage,
  details: someLanguage.optional(),
  when: z
    .string()
    .regex(/^(install|daily|weekly|monthly|T([+-]\d{1,3})?)?$/, 'install, daily, weekly, monthly, or T-14 in days')
    .default(''),
  entries: z.array(z.string()).default([]),
})

/** A day, or the setting that says it. */
const day = z.union([z.iso.date(), z.string().regex(/^\{\{\s*[a-z][a-z0-9_]*\s*\}\}$/)], {
  error: 'a day as 2026-11-11, or a setting as {{sale_end}}',
})
const days = { from: day.optional(), until: day.optional() }
const packEntry = knowledgeEntry.extend({ ...days, variants: z.array(answerVariant.extend(days)).default([]) })

const contents = z.object({
  categories: z.array(category),
  entries: z.array(packEntry),
  intents: z.array(intent),
  flows: z.array(flowFile),
  smallTalk: z.array(smallTalk),
  checklist: z.array(step),
})
export type PackContents = z.infer<typeof contents>
export type Pack = z.infer<typeof about> & { contents: PackContents }

/** Folders in which `pack.yaml` stands, with what can be read of each; one that is wrong says so and does not hide the others. */
export async function findPacks(folder: string): Promise<({ pack: Pack } | { id: string; problem: string })[]> {
  const names = await readdir(folder).catch(() => [])
  const found = await Promise.all(
    names.sort().map(async (name) => {
      if (!(await isFile(join(folder, name, 'pack.yaml')))) return []
      try {
        return [{ pack: await readPack(join(folder, name)) }]
      } catch (error) {
        if (!(error instanceof PermanentError)) throw error
        return [{ id: name, problem: error.message }]
      }
    }),
  )
  return found.flat()
}

/** Reads a pack from its folder. Throws PermanentError `pack_invalid` naming file and field. */
export async function readPack(folder: string): Promise<Pack> {
  const said = await readYaml(folder, 'pack.yaml', about)
  const lists = {
    categories: await readOne(folder, 'categories.yaml', z.array(category)),
    entries: await readAll(folder, 'knowledge', z.array(packEntry)),
    intents: await readAll(folder, 'intents', z.array(intent)),
    flows: await readAll(
      folder,
      'flows',
      flowFile.transform((flow) => [flow]),
    ),
    smallTalk: await readOne(folder, 'small-talk.yaml', z.array(smallTalk)),
    checklist: await readOne(folder, 'checklist.yaml', z.array(step)),
  }
  const pack = { ...said, contents: lists }
  checkPack(pack)
  return pack
}

/** What no single file shows: ids twice, references to nothing, placeholders nobody asks for. */
function checkPack({
  settings,
  contents: { categories, entries, intents, flows, smallTalk: talk, checklist },
}: Pack): void {
  for (const [what, list] of Object.entries({ categories, entries, intents, flows, talk, checklist })) {
    const ids = list.map(({ id }) => id)
    const twice = ids.find((id, index) => ids.indexOf(id) < index)
    if (twice !== undefined) throw invalid(`${what}: ${twice} is there twice`)
  }
  const known = new Set(categories.map(({ id }) => id))
  const orphan = categories.find(({ parent }) => parent !== undefined && !known.has(parent))
  if (orphan) throw invalid(`categories.yaml: ${orphan.id} stands below ${orphan.parent}, which is not there`)
  const lost = entries.find((each) => !known.has(each.category))
  if (lost) throw invalid(`knowledge: ${lost.id} is in the category ${lost.category}, which is not there`)
  const declared = new Set(settings.map(({ name }) => name))
  const text = JSON.stringify({ entries, checklist })
  for (const [, name] of text.matchAll(/\{\{\s*([a-z][a-z0-9_]*)\s*\}\}/g))
    if (!declared.has(name!)) throw invalid(`{{${name}}} is used, but pack.yaml does not ask for it`)
  const dates = new Set(settings.filter(({ type }) => type === 'date').map(({ name }) => name))
  for (const { id, from, until } of spansOf(entries))
    for (const each of [from, until]) {
      const name = /^\{\{\s*(\w+)\s*\}\}$/.exec(each ?? '')?.[1]
      if (name !== undefined && !dates.has(name))
        throw invalid(`knowledge: ${id} is valid by {{${name}}}, which is no date`)
    }
  const ids = new Set(entries.map(({ id }) => id))
  for (const each of checklist)
    for (const entry of each.entries)
      if (!ids.has(entry)) throw invalid(`checklist.yaml: ${each.id} is about ${entry}, which is not there`)
}

/** When entries hold and when their variants do. */
export const spansOf = (entries: PackContents['entries']): { id: string; from?: string; until?: string }[] =>
  entries.flatMap(({ id, variants, ...entry }) =>
    [entry, ...variants].map(({ from, until }) => ({ id, ...(from && { from }), ...(until && { until }) })),
  )

const invalid = (message: string) => new PermanentError('pack_invalid', message)

async function readOne<T extends z.ZodType<unknown[]>>(folder: string, file: string, schema: T): Promise<z.output<T>> {
  return (await isFile(join(folder, file))) ? readYaml(folder, file, schema) : schema.parse([])
}

async function readAll<Item>(folder: string, inside: string, schema: z.ZodType<Item[]>): Promise<Item[]> {
  const names = await readdir(join(folder, inside)).catch(() => [])
  const files = names.filter((name) => name.endsWith('.yaml')).sort()
  return (await Promise.all(files.map((name) => readYaml(folder, join(inside, name), schema)))).flat()
}

async function readYaml<T extends z.ZodType>(folder: string, file: string, schema: T): Promise<z.output<T>> {
  const text = await readFile(join(folder, file), 'utf8')
  let value: unknown
  try {
    value = parse(text, { maxAliasCount: 0 })
  } catch (error) {
    throw invalid(`${file}: ${(error as Error).message.split('\n')[0]}`)
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw invalid(`${file}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`)
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false
}
