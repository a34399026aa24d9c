import {
  type CatalogueType,
  type Connection,
  type ConnectionAuth,
  catalogueType,
  connectionAuth,
  connection as connectionSchema,
  type RecordType,
  recordType,
  type Tool,
  tool as toolSchema,
} from '@loopdesk/contracts/workspace.ts'
import { sql } from 'kysely'
import type { Db } from '../../infra/db.ts'
import { PermanentError, RetryableError } from '../../infra/errors.ts'
import type { HttpClient } from '../../infra/http-client.ts'
import type { Secrets } from '../../infra/secrets.ts'
import { type Authoriser, makeAuthoriser, parseJson } from './authorise.ts'
import { makeToolBreaker, type ReadyTool } from './call-tool.ts'
import { type Operation, readOperations } from './openapi-operations.ts'

interface RegistryDeps {
  db: Db
  http: HttpClient
  secrets: Secrets
  now: () => Date
}

interface Loaded {
  at: number
  tools: Map<string, ReadyTool>
  connections: Map<string, Connection>
  records: Map<string, RecordType>
  catalogues: Map<string, CatalogueType>
}

export type Registry = ReturnType<typeof makeRegistry>

/** Other processes see a change of configuration after this long at most. */
const freshMs = 5_000
const context = (id: string) => `connection:${id}`

/** The connections, tools, record types and catalogues of each workspace, ready for use. */
export function makeRegistry({ db, http, secrets, now }: RegistryDeps) {
  const cache = new Map<string, Promise<Loaded>>()
  const loadedAt = new Map<string, number>()
  /** Tokens and breakers outlive reloads of the configuration. */
  const kept = new Map<string, { auth: string; authoriser: Authoriser; breaker: ReadyTool['breaker'] }>()

  function load(workspaceId: string): Promise<Loaded> {
    const known = cache.get(workspaceId)
    if (known && now().getTime() - (loadedAt.get(workspaceId) ?? 0) < freshMs) return known
    const loading = readAll(workspaceId)
    cache.set(workspaceId, loading)
    loadedAt.set(workspaceId, now().getTime())
    loading.catch(() => cache.delete(workspaceId))
    return loading
  }

  async function readAll(workspaceId: string): Promise<Loaded> {
    const rows = await db.tenant(workspaceId, async (tx) => ({
      connections: (
        await sql<{
          id: string
          definition: unknown
          secrets: string
          operations: Record<string, Operation>
        }>`select * from connections`.execute(tx.query)
      ).rows,
      tools: (await sql<{ definition: unknown }>`select definition from tools`.execute(tx.query)).rows,
      types: (
        await sql<{ kind: string; definition: unknown }>`select kind, definition from record_types`.execute(tx.query)
      ).rows,
    }))
    const connections = new Map<string, Connection>()
    const operations = new Map<string, Record<string, Operation>>()
    for (const row of rows.connections) {
      const auth = connectionAuth.parse(JSON.parse(secrets.open(row.secrets, context(row.id))).auth)
      const { eventsSecret } = JSON.parse(secrets.open(row.secrets, context(row.id))) as { eventsSecret?: string }
      connections.set(row.id, connectionSchema.parse({ ...(row.definition as object), auth, eventsSecret }))
      operations.set(row.id, row.operations)
    }
    const tools = new Map<string, ReadyTool>()
    for (const { definition } of rows.tools) {
      const tool = toolSchema.parse(definition)
      const [connectionId = '', name = ''] = tool.id.split('.')
      const connection = connections.get(connectionId)
      const operation = operations.get(connectionId)?.[tool.operationId ?? name]
      if (connection && operation) tools.set(tool.id, { tool, connection, operation, ...keep(workspaceId, connection) })
    }
    return {
      at: now().getTime(),
      tools,
      connections,
      records: new Map(
        rows.types
          .filter((each) => each.kind === 'record')
          .map((each) => recordType.parse(each.definition))
          .map((each) => [each.type, each]),
      ),
      catalogues: new Map(
        rows.types
          .filter((each) => each.kind === 'catalogue')
          .map((each) => catalogueType.parse(each.definition))
          .map((each) => [each.type, each]),
      ),
    }
  }

  function keep(workspaceId: string, connection: Connection) {
    const id = `${workspaceId}/${connection.id}`
    const auth = JSON.stringify(connection.auth)
    const known = kept.get(id)
    if (known?.auth === auth) return known
    const made = {
      auth,
      authoriser: makeAuthoriser(connection.auth, http, now),
      breaker: known?.breaker ?? makeToolBreaker(now),
    }
    kept.set(id, made)
    return made
  }

  return {
    load,
    forget: (workspaceId: string) => void cache.delete(workspaceId),

    /** Stores connections and tools; each connection's operations are read from its OpenAPI document now. */
    async save(
      workspaceId: string,
      config: { connections: Connection[]; tools: Tool[]; records: RecordType[]; catalogues: CatalogueType[] },
    ): Promise<void> {
      const described = await Promise.all(
        config.connections.map(async (each) => ({ each, operations: await fetchOperations(each, config.tools) })),
      )
      await db.tenant(workspaceId, async (tx) => {
        for (const { each, operations } of described) {
          const { auth, eventsSecret, ...definition } = each
          const sealed = secrets.seal(JSON.stringify({ auth, eventsSecret }), context(each.id))
          await sql`insert into connections (workspace_id, id, definition, secrets, operations)
            values (${workspaceId}, ${each.id}, ${JSON.stringify(definition)}::jsonb, ${sealed}, ${JSON.stringify(operations)}::jsonb)
            on conflict (workspace_id, id) do update set definition = excluded.definition, secrets = excluded.secrets,
              operations = excluded.operations, updated_at = now()`.execute(tx.query)
        }
        for (const each of config.tools)
          await sql`insert into tools (workspace_id, id, definition) values (${workspaceId}, ${each.id}, ${JSON.stringify(each)}::jsonb)
            on conflict (workspace_id, id) do update set definition = excluded.definition`.execute(tx.query)
        const types = [
          ...config.records.map((each) => ({ kind: 'record', each })),
          ...config.catalogues.map((each) => ({ kind: 'catalogue', each })),
        ]
        for (const { kind, each } of types)
          await sql`insert into record_types (workspace_id, kind, type, definition) values (${workspaceId}, ${kind}, ${each.type}, ${JSON.stringify(each)}::jsonb)
            on conflict (workspace_id, kind, type) do update set definition = excluded.definition`.execute(tx.query)
      })
      cache.delete(workspaceId)
    },
  }

  async function fetchOperations(connection: Connection, tools: Tool[]): Promise<Record<string, Operation>> {
    const url = connection.openapi.startsWith('http')
      ? connection.openapi
      : `${connection.baseUrl.replace(/\/$/, '')}${connection.openapi}`
    const headers = await makeAuthoriser(connection.auth as ConnectionAuth, http, now).headers()
    const outcome = await http({
      method: 'GET',
      url,
      headers: { accept: 'application/json', ...headers },
      maxBytes: 5_000_000,
    })
    if (outcome.kind !== 'answered')
      throw new RetryableError(
        'openapi_unreachable',
        `connection ${connection.id}: its OpenAPI document cannot be read`,
      )
    const described = outcome.status === 200 ? parseJson(outcome.body) : undefined
    if (described === undefined)
      throw new PermanentError(
        'openapi_missing',
        `connection ${connection.id}: ${url} answers ${outcome.status} and no OpenAPI document`,
      )
    const all = readOperations(described)
    const wanted = tools
      .filter(({ id }) => id.startsWith(`${connection.id}.`))
      .map(({ id, operationId }) => operationId ?? id.split('.')[1] ?? '')
    const missing = wanted.find((name) => !all[name])
    if (missing)
      throw new PermanentError(
        'operation_missing',
        `connection ${connection.id}: its OpenAPI document has no operation ${missing}`,
      )
    return all
  }
}
