import { createHash } from 'node:crypto'
import { type HelpSettings, type HelpSite, type HelpSiteBody, helpSettings } from '@loopdesk/contracts/api/help.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { isUniqueViolation, type Tx } from '../../../infra/db.ts'
import { audit } from '../../identity/index.ts'
import type { HelpDeps } from '../deps.ts'

export interface Logo {
  hash: string
  type: string
  size: number
}

export interface SiteRow {
  id: string
  workspace_id: string
  slug: string
  domain: string | null
  enabled: boolean
  settings: HelpSettings
  draft: HelpSettings | null
  logo: Logo | null
  stamp: number
  time_zone: string
  updated_at: Date
}

/** A site as it is now, with everything by which its pages can change. */
export interface SiteNow {
  row: SiteRow
  /** Stands for settings, knowledge, categories and what has come into force; pages of another are old. */
  version: string
}

interface Who {
  actor: string
}

export type Sites = ReturnType<typeof makeSites>

const columns = sql`s.id, s.workspace_id, s.slug, s.domain, s.enabled, s.settings, s.draft, s.logo, s.stamp, s.updated_at,
  (select w.time_zone from workspaces w where w.id = s.workspace_id) as time_zone`
const noSite = () => new AppError('not_found', 'there is no such help centre')
/** Pictures a browser shows in place. */
const logoTypes = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp'])

/** Help centres of companies: kept, changed by colleagues, found by visitors. */
export function makeSites({
  db,
  now,
  files,
  baseUrl,
  knowledge,
}: Pick<HelpDeps, 'db' | 'now' | 'files' | 'baseUrl' | 'knowledge'>) {
  async function change(tx: Tx, who: Who, id: string, set: ReturnType<typeof sql>, action: string): Promise<HelpSite> {
    const { rows } = await sql<SiteRow>`
      update help_sites s set ${set}, stamp = stamp + 1, updated_at = now() where id = ${id} returning ${columns}`.execute(
      tx.query,
    )
    if (!rows[0]) throw noSite()
    await audit(tx, { actor: who.actor, action, target: `help_site:${id}` })
    return shown(rows[0])
  }

  const shown = (row: SiteRow): HelpSite => ({
    id: row.id,
    slug: row.slug,
    domain: row.domain,
    enabled: row.enabled,
    settings: row.settings,
    logo: row.logo && `/help/${row.slug}/logo?v=${row.logo.hash.slice(0, 12)}`,
    url: row.domain ? `https://${row.domain}/` : `${baseUrl}/help/${row.slug}`,
    updatedAt: row.updated_at.toISOString(),
  })

  return {
    list: (workspaceId: string): Promise<HelpSite[]> =>
      db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<SiteRow>`select ${columns} from help_sites s order by created_at, id`.execute(
          tx.query,
        )
        return rows.map(shown)
      }),

    create: (workspaceId: string, who: Who, { slug, domain, enabled, settings }: HelpSiteBody): Promise<HelpSite> =>
      namingTheTaken(() =>
        db.tenant(workspaceId, async (tx) => {
          const { rows } = await sql<SiteRow>`
            insert into help_sites as s (workspace_id, slug, domain, enabled, settings)
            values (${workspaceId}, ${slug}, ${domain}, ${enabled}, ${JSON.stringify(settings)}::jsonb) returning ${columns}`.execute(
            tx.query,
          )
          await audit(tx, { actor: who.actor, action: 'help.site_created', target: `help_site:${rows[0]!.id}` })
          return shown(rows[0]!)
        }),
      ),

    save: (
      workspaceId: string,
      who: Who,
      id: string,
      { slug, domain, enabled, settings }: HelpSiteBody,
    ): Promise<HelpSite> =>
      namingTheTaken(() =>
        db.tenant(workspaceId, (tx) =>
          change(
            tx,
            who,
            id,
            sql`slug = ${slug}, domain = ${domain}, enabled = ${enabled}, settings = ${JSON.stringify(settings)}::jsonb`,
            'help.site_changed',
          ),
        ),
      ),

    remove: (workspaceId: string, who: Who, id: string): Promise<boolean> =>
      db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql`delete from help_sites where id = ${id} returning 1`.execute(tx.query)
        if (rows.length === 0) return false
        await audit(tx, { actor: who.actor, action: 'help.site_deleted', target: `help_site:${id}` })
        return true
      }),

    /** Keeps settings that are only being looked at. */
    async keepDraft(workspaceId: string, id: string, settings: HelpSettings): Promise<string> {
      return db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<{ slug: string }>`
          update help_sites set draft = ${JSON.stringify(settings)}::jsonb where id = ${id} returning slug`.execute(
          tx.query,
        )
        if (!rows[0]) throw noSite()
        return rows[0].slug
      })
    },

    async setLogo(workspaceId: string, who: Who, id: string, request: FastifyRequest): Promise<HelpSite> {
      const refuse = (message: string) =>
        new AppError('invalid_request', `/body/file: ${message}`, [{ path: '/body/file', message }])
      const part = await request.file()
      if (!part) throw refuse('missing')
      const stored = await files.store(part.file)
      if (!stored.ok) throw refuse(stored.reason === 'empty' ? 'the file is empty' : 'send a PNG, JPEG, GIF or WebP')
      if (!logoTypes.has(stored.file.type)) throw refuse('send a PNG, JPEG, GIF or WebP')
      if (stored.file.size > mostLogoBytes) throw refuse('at most 1 MB')
      return db.tenant(workspaceId, (tx) =>
        change(tx, who, id, sql`logo = ${JSON.stringify(stored.file)}::jsonb`, 'help.logo_changed'),
      )
    },

    removeLogo: (workspaceId: string, who: Who, id: string): Promise<HelpSite> =>
      db.tenant(workspaceId, (tx) => change(tx, who, id, sql`logo = null`, 'help.logo_changed')),

    /** Makes a company's first help centre where it has none; answers nothing where the address is taken. */
    async ensure(workspaceId: string, site: HelpSiteBody): Promise<void> {
      await db.tenant(workspaceId, (tx) =>
        sql`
          insert into help_sites (workspace_id, slug, domain, enabled, settings)
          select ${workspaceId}, ${site.slug}, ${site.domain}, ${site.enabled}, ${JSON.stringify(helpSettings.parse(site.settings))}::jsonb
          where not exists (select from help_sites where workspace_id = ${workspaceId})
          on conflict do nothing`.execute(tx.query),
      )
    },

    /** What visitors reach under this address part, or through the key of a web site channel; undefined where there is nothing. */
    async find(by: { slug: string } | { siteKey: string } | { workspaceId: string }): Promise<SiteNow | undefined> {
      const at = now()
      const which =
        'slug' in by
          ? sql`s.slug = ${by.slug}`
          : 'siteKey' in by
            ? sql`s.enabled and s.settings->'contact'->>'siteKey' = ${by.siteKey}`
            : sql`s.enabled and s.workspace_id = ${by.workspaceId}`
      return db.system(async (tx) => {
        const { rows } = await sql<SiteRow>`
          select ${columns} from help_sites s where ${which} order by s.created_at limit 1`.execute(tx.query)
        const [row] = rows
        if (!row) return undefined
        const stamps = [row.id, row.stamp, await knowledge.open.stamp(tx, row.workspace_id, at)].join(':')
        return { row, version: createHash('sha256').update(stamps).digest('base64url').slice(0, 16) }
      })
    },

    /** Hosts that are help centres, with their address parts. */
    async domains(): Promise<Map<string, string>> {
      const { rows } = await db.system((tx) =>
        sql<{ domain: string; slug: string }>`
          select domain, slug from help_sites where domain is not null and enabled`.execute(tx.query),
      )
      return new Map(rows.map(({ domain, slug }) => [domain, slug]))
    },

    /** Address parts of sites that search engines may list. */
    async listed(): Promise<string[]> {
      const { rows } = await db.system((tx) =>
        sql<{ slug: string }>`
          select slug from help_sites where enabled and domain is null and (settings->>'indexable')::boolean order by slug`.execute(
          tx.query,
        ),
      )
      return rows.map(({ slug }) => slug)
    },
  }
}

const mostLogoBytes = 1_048_576

async function namingTheTaken<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    const path = isUniqueViolation(error, 'help_sites_domain_key') ? '/body/domain' : '/body/slug'
    const message = 'another help centre has it already'
    throw new AppError('conflict', `${path}: ${message}`, [{ path, message }])
  }
}
