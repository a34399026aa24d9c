import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import type { WorkspaceSettings } from '@loopdesk/contracts/workspace.ts'
import type { GraphModule } from '../modules/graph/index.ts'
import type { Help } from '../modules/help/index.ts'
import type { Knowledge } from '../modules/knowledge/index.ts'
import type { CompanyFiles } from './read-config-files.ts'

interface Deps {
  knowledge: Knowledge
  graph: GraphModule
  help: Help
}

const system = { actor: 'system', name: 'configuration', staffId: null, rights: new Set<never>() }

/** Names of categories, documents beside the configuration, the graph and the help centre, after the entries themselves. */
export async function importKnowledge(
  { knowledge, graph, help }: Deps,
  workspaceId: string,
  config: Pick<CompanyFiles, 'categories' | 'documents' | 'documentsDir' | 'graph' | 'settings'>,
): Promise<void> {
  await importCategories(knowledge, workspaceId, config.categories)
  for (const { file, ...settings } of config.documents)
    await knowledge.bringDocument(workspaceId, system, {
      name: file,
      content: createReadStream(join(config.documentsDir, file)),
      settings: defined(settings),
    })
  if (config.graph) await graph.configure(workspaceId, system, config.graph)
  if (config.settings.help) await help.ensureSite(workspaceId, siteOf(config.settings, config.settings.help))
}

function siteOf({ slug, locale, site }: WorkspaceSettings, { title, intro }: NonNullable<WorkspaceSettings['help']>) {
  return {
    slug,
    domain: null,
    enabled: true,
    settings: {
      title,
      intro,
      languages: ['zh' as const, 'en' as const],
      defaultLanguage: locale,
      theme: { accent: site.color, look: 'auto' as const },
      links: [],
      footer: {},
      featured: { categories: [], entries: [] },
      indexable: true,
      documents: true,
      downloads: false,
      contact: { siteKey: site.key },
      origins: [],
    },
  }
}

async function importCategories(
  { categories }: Knowledge,
  workspaceId: string,
  configured: CompanyFiles['categories'],
): Promise<void> {
  const { items } = await categories.list(workspaceId)
  const known = new Map(items.map((each) => [each.id, each]))
  for (const { id, name, parent = null, description } of configured) {
    const before = known.get(id)
    if (!before) await categories.create(workspaceId, system, { id, name, parent, description })
    else if (JSON.stringify([before.name, before.parent]) !== JSON.stringify([name, parent]))
      await categories.update(workspaceId, system, id, { name, parent, description })
  }
}

const defined = <T extends object>(settings: T) =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
