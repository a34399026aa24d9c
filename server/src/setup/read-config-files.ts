import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { graphFile } from '@loopdesk/contracts/graph.ts'
import { configuredCategory, configuredDocument, knowledgeEntry } from '@loopdesk/contracts/knowledge.ts'
import {
  catalogueType,
  connection,
  recordType,
  smallTalk,
  tool,
  type WorkspaceConfig,
  workspaceSettings,
} from '@loopdesk/contracts/workspace.ts'
import { type FlowDefinition, flowDefinition } from '@loopdesk/engines/flow/definition.ts'
import { parse } from 'yaml'
import { z } from 'zod'
import { PermanentError } from '../infra/errors.ts'

const staffFile = z.object({
  staff: z.array(
    z.object({
      email: z.email(),
      name: z.string(),
      role: z.enum(['owner', 'admin', 'supervisor', 'agent']),
      languages: z.array(z.enum(['zh', 'en'])).min(1),
      /** A list of topics (each at a middling level), or topic → level 1-5. */
      skills: z.union([z.array(z.string()), z.record(z.string(), z.number().int().min(1).max(5))]).default([]),
      capacity: z.number().int().min(0).max(50).default(5),
    }),
  ),
})
export type ConfiguredStaff = z.infer<typeof staffFile>['staff'][number]

/** Everything a folder of a workspace's configuration says. */
export type CompanyFiles = Omit<WorkspaceConfig, 'flows'> & {
  flows: FlowDefinition[]
  staff: ConfiguredStaff[]
  /** Where the files of `documents` stand. */
  documentsDir: string
}

/**
 * Reads a workspace's configuration from a folder of YAML files (settings, connections, records, flows/, knowledge/,
 * categories, documents, graph, small-talk, staff). `${NAME}` is replaced from `variables`. Throws PermanentError `config_invalid` naming file and field.
 */
export function readConfigFiles(dir: string, variables: Record<string, string | undefined>): CompanyFiles {
  const read = <T extends z.ZodType>(file: string, schema: T): z.output<T> => {
    const text = readFileSync(join(dir, file), 'utf8').replace(/\$\{([A-Z0-9_]+)\}/g, (_, name: string) => {
      const value = variables[name]
      if (value === undefined)
        throw new PermanentError('config_invalid', `${file} needs the variable ${name}, which is not set.`)
      return value
    })
    const parsed = schema.safeParse(parse(text))
    if (parsed.success) return parsed.data
    const [issue] = parsed.error.issues
    throw new PermanentError('config_invalid', `${file}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`)
  }
  const optional = <T extends z.ZodType, Other>(file: string, schema: T, without: Other): z.output<T> | Other =>
    exists(join(dir, file)) ? read(file, schema) : without
  const readAll = <T extends z.ZodType>(folder: string, schema: T): z.output<T>[] =>
    yamlFiles(join(dir, folder)).map((name) => read(join(folder, name), schema))
  const connections = read('connections.yaml', z.object({ connections: z.array(connection), tools: z.array(tool) }))
  const records = read('records.yaml', z.object({ records: z.array(recordType), catalogues: z.array(catalogueType) }))
  return {
    settings: read('settings.yaml', workspaceSettings),
    ...connections,
    ...records,
    flows: readAll('flows', flowDefinition),
    knowledge: readAll('knowledge', z.array(knowledgeEntry)).flat(),
    categories: optional('categories.yaml', z.array(configuredCategory), []),
    documents: optional('documents.yaml', z.array(configuredDocument), []),
    documentsDir: join(dir, 'documents'),
    graph: optional('graph.yaml', graphFile, undefined),
    smallTalk: optional('small-talk.yaml', z.array(smallTalk), []),
    staff: optional('staff.yaml', staffFile, { staff: [] }).staff,
  }
}

function yamlFiles(folder: string): string[] {
  return exists(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.yaml'))
        .sort()
    : []
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined
}
