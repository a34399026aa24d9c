import type { KnowledgeEntry } from '@loopdesk/contracts/knowledge.ts'
import type { FastifyInstance } from 'fastify'
import type { Tx } from '../../infra/db.ts'
import type { Authenticate } from '../../infra/http/index.ts'
import type { JobHandler } from '../../infra/jobs.ts'
import { makeAudiences } from './audiences/audiences.ts'
import { makeCategories } from './categories/categories.ts'
import { registerCategoryRoutes } from './category-routes.ts'
import { makeApplyChanges, publishJobName } from './entries/apply-changes.ts'
import { makeChangeMany } from './entries/change-many.ts'
import { clockJobName, makeClock, projectJobName } from './entries/clock.ts'
import { makeDeliver, readTeaching } from './entries/deliver.ts'
import type { EntryDeps } from './entries/deps.ts'
import { makeDrafts } from './entries/drafts.ts'
import { makeEntryFiles } from './entries/files.ts'
import { makeListEntries } from './entries/list-entries.ts'
import { makeOneEntry } from './entries/one-entry.ts'
import { makePreview } from './entries/preview.ts'
import { makePublishing } from './entries/publishing.ts'
import { makeReminders } from './entries/reminders.ts'
import { makeReviews } from './entries/reviews.ts'
import { registerEntryRoutes } from './entries/routes.ts'
import { todayIn } from './entries/time-zone.ts'
import { makeVersions } from './entries/versions.ts'
import { makePacks } from './packs/packs.ts'
import { registerPackRoutes } from './packs/routes.ts'
import { makeSettings } from './settings.ts'

export type Entries = ReturnType<typeof makeEntries>

/** Entries with their lifecycle, the categories they stand in and the audiences they are for. */
export function makeEntries(deps: EntryDeps) {
  const { db, now } = deps
  const apply = makeApplyChanges(deps)
  const one = makeOneEntry({ ...deps, apply })
  const publishing = makePublishing({ ...deps, apply, one })
  const reminders = makeReminders({ ...deps, one })
  const clock = makeClock({ ...deps, publishing, reminders })
  const { deliver, settle } = makeDeliver({ ...deps, apply })
  const drafts = makeDrafts({ ...deps, apply, one })
  const files = makeEntryFiles(deps)
  const categories = makeCategories(deps)
  const audiences = makeAudiences(deps)
  const parts = {
    ...{ one, drafts, publishing, reminders, files },
    reviews: makeReviews({ ...deps, one }),
    versions: makeVersions(deps),
    lists: makeListEntries({ ...deps, one }),
    changeMany: makeChangeMany({ ...deps, apply, one }),
    preview: makePreview(deps),
    settings: makeSettings(deps),
  }
  const configured = { origin: 'config', by: 'system', teaches: true, overwrites: true }

  const packs = makePacks({ ...deps, apply, deliver, settle })

  return {
    /** What the recogniser learns from: live, for everybody, teaching. */
    async teaching(workspaceId: string): Promise<KnowledgeEntry[]> {
      const asked = (await deps.mostAsked?.(workspaceId, 500)) ?? []
      return db.tenant(workspaceId, async (tx) => readTeaching(tx, await todayIn(tx, workspaceId, now()), asked))
    },
    /** What the configuration says: published at once; the same again changes nothing. */
    configure: (tx: Tx, workspaceId: string, entries: readonly KnowledgeEntry[]) =>
      deliver(tx, workspaceId, entries, configured),
    /** Archives what the configuration no longer has. */
    settle: (tx: Tx, workspaceId: string, ids: readonly string[]) => settle(tx, workspaceId, 'config', ids),
    deliver,
    settleOrigin: settle,
    apply,
    drafts,
    files,
    categories,
    audiences,
    jobs: {
      [clockJobName]: () => clock.tick(),
      [publishJobName]: ({ workspaceId }) => publishing.publishDue(workspaceId as string),
      [projectJobName]: ({ workspaceId }) => clock.project(workspaceId as string),
    } satisfies Record<string, JobHandler>,
    schedule: [{ name: clockJobName, pattern: '* * * * *' }],
    registerRoutes(app: FastifyInstance, authenticate: Authenticate): void {
      registerEntryRoutes(app, parts, authenticate)
      registerCategoryRoutes(app, { categories, audiences }, authenticate)
      registerPackRoutes(app, packs, authenticate)
    },
  }
}
