import { sql } from 'kysely'
import type { Db } from '../infra/db.ts'
import type { Accounts } from '../modules/channels/index.ts'
import type { Flows } from '../modules/flows/index.ts'
import type { GraphModule } from '../modules/graph/index.ts'
import type { Help } from '../modules/help/index.ts'
import type { Identity } from '../modules/identity/index.ts'
import type { Knowledge } from '../modules/knowledge/index.ts'
import type { Tools } from '../modules/tools/index.ts'
import type { Understanding } from '../modules/understanding/index.ts'
import { importKnowledge } from './import-knowledge.ts'
import type { CompanyFiles } from './read-config-files.ts'

interface ImportDeps {
  db: Db
  identity: Identity
  accounts: Accounts
  tools: Tools
  flows: Flows
  knowledge: Knowledge
  graph: GraphModule
  help: Help
  understanding: Understanding
}

export interface Imported {
  workspaceId: string
  isNew: boolean
  logins: { role: string; email: string; password: string }[]
}

/**
 * Brings a workspace to what its configuration says; made when it is new. Importing the same again changes nothing.
 * Colleagues are added only once, with `password` (the demo) or a one-time one.
 */
export async function importWorkspace(deps: ImportDeps, config: CompanyFiles, password?: string): Promise<Imported> {
  const { db, identity, accounts, tools, flows, knowledge, understanding } = deps
  const { settings } = config
  const known = await db.system((tx) => identity.findWorkspace(tx, { slug: settings.slug }))
  const { name, slug, locale, timeZone } = settings
  const workspace = known ?? (await identity.createWorkspace({ name, slug, locale, timeZone }))
  const workspaceId = workspace.id
  await identity.changeSettings(
    workspaceId,
    { identity: settings.identity, topics: settings.site.topics, nameEn: settings.nameEn ?? null },
    'system',
  )
  await tools.registry.save(workspaceId, config)
  await db.tenant(workspaceId, async (tx) => {
    const { key, identitySecret, color, greeting, topics } = settings.site
    await accounts.saveSite(tx, {
      workspaceId,
      name,
      key,
      secret: identitySecret,
      settings: { color, greeting, topics },
    })
    for (const flow of config.flows) await flows.publish(tx, workspaceId, flow)
    await knowledge.configure(tx, workspaceId, config.knowledge)
    for (const each of config.smallTalk) await understanding.saveSmallTalk(tx, workspaceId, each)
    for (const { shortcut, text } of settings.quickReplies)
      for (const language of ['zh', 'en'] as const)
        await sql`insert into quick_replies (workspace_id, shortcut, language, text) values (${workspaceId}, ${shortcut}, ${language}, ${text[language]})
          on conflict (workspace_id, shortcut, language) do update set text = excluded.text`.execute(tx.query)
    await understanding.touch(tx, workspaceId)
  })
  await importKnowledge(deps, workspaceId, config)
  await understanding.syncCatalogues(workspaceId)
  const logins: Imported['logins'] = []
  if (!known)
    for (const { skills, ...person } of config.staff) {
      const levels = Array.isArray(skills) ? Object.fromEntries(skills.map((skill) => [skill, 3])) : skills
      const made = await identity.createStaff(workspaceId, { ...person, skills: levels }, password)
      logins.push({ role: person.role, email: person.email, password: made.password })
    }
  return { workspaceId, isNew: !known, logins }
}
