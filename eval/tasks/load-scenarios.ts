import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { InputError, readJsonl } from '../jsonl.ts'
import { type Scenario, scenario } from './scenario.ts'

/** Reads a file, or every *.jsonl of a folder; throws an InputError that names file, line and field. */
export function loadScenarios(path: string): Scenario[] {
  const seen = new Map<string, string>()
  const loaded = filesOf(path).flatMap((file) =>
    readJsonl(file, (row, where) => {
      const story = check(row, where, dirname(resolve(file)))
      const twin = seen.get(story.id)
      if (twin) throw new InputError(`${where}: "id" ${story.id} is taken by ${twin} already`)
      seen.set(story.id, where)
      return story
    }),
  )
  return loaded
}

function filesOf(path: string): string[] {
  if (!existsSync(path)) throw new InputError(`${path} cannot be read: no such file or directory`)
  if (!statSync(path).isDirectory()) return [path]
  const files = readdirSync(path)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
  if (files.length === 0) throw new InputError(`${path} holds no .jsonl files`)
  return files.map((name) => join(path, name))
}

function check(row: object, where: string, folder: string): Scenario {
  const parsed = scenario.safeParse(row)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!
    const field = issue.path.join('.') || 'the record'
    throw new InputError(`${where}: "${field}" ${sentence(issue.message)}`)
  }
  for (const name of parsed.data.answers.flatMap((rule) => rule.file ?? []))
    if (!existsSync(join(folder, name))) throw new InputError(`${where}: "answers.file" ${name} does not exist`)
  return { ...parsed.data, folder }
}

/** The validator's words made to follow a field name. */
function sentence(message: string): string {
  return message.replace(/^Invalid input: /, 'is wrong: ').replace(/^Invalid option: /, 'is wrong: ')
}
