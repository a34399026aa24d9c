import { knowledgeRoutes as routes } from '@loopdesk/contracts/api/knowledge.ts'
import type { FastifyInstance } from 'fastify'
import { type Authenticate, registerPublicRoute, registerRoute } from '../../../infra/http/index.ts'
import type { makeSettings } from '../settings.ts'
import type { makeChangeMany } from './change-many.ts'
import type { makeDrafts } from './drafts.ts'
import type { EntryFiles } from './files.ts'
import type { makeListEntries } from './list-entries.ts'
import type { OneEntry } from './one-entry.ts'
import type { makePreview } from './preview.ts'
import type { makePublishing } from './publishing.ts'
import type { makeReminders } from './reminders.ts'
import type { makeReviews } from './reviews.ts'
import type { makeVersions } from './versions.ts'

export interface EntryParts {
  one: OneEntry
  drafts: ReturnType<typeof makeDrafts>
  publishing: ReturnType<typeof makePublishing>
  reviews: ReturnType<typeof makeReviews>
  versions: ReturnType<typeof makeVersions>
  lists: ReturnType<typeof makeListEntries>
  changeMany: ReturnType<typeof makeChangeMany>
  reminders: ReturnType<typeof makeReminders>
  preview: ReturnType<typeof makePreview>
  files: EntryFiles
  settings: ReturnType<typeof makeSettings>
}

/** Serves contracts/src/api/knowledge/entries.ts. */
export function registerEntryRoutes(app: FastifyInstance, parts: EntryParts, authenticate: Authenticate): void {
  registerLists(app, parts, authenticate)
  registerWriting(app, parts, authenticate)
  registerLifecycle(app, parts, authenticate)
  registerVersions(app, parts, authenticate)
  registerFiles(app, parts, authenticate)
}

function registerLists(
  app: FastifyInstance,
  { lists, reviews, reminders, changeMany }: EntryParts,
  authenticate: Authenticate,
): void {
  const guard = { authenticate }
  registerRoute(
    app,
    routes.listEntries,
    ({ principal, query }) => lists.list(principal.workspaceId, principal, query),
    guard,
  )
  registerRoute(
    app,
    routes.countEntries,
    ({ principal, query }) => lists.counts(principal.workspaceId, principal, query),
    guard,
  )
  registerRoute(app, routes.listLabels, ({ principal, query }) => lists.labels(principal.workspaceId, query.q), guard)
  registerRoute(
    app,
    routes.listReviews,
    ({ principal, query }) => reviews.list(principal.workspaceId, principal, query),
    guard,
  )
  registerRoute(
    app,
    routes.listReminders,
    ({ principal, query }) => reminders.list(principal.workspaceId, principal, query),
    guard,
  )
  registerRoute(
    app,
    routes.changeEntries,
    ({ principal, body }) => changeMany(principal.workspaceId, principal, body.entries, body.change),
    guard,
  )
}

function registerWriting(
  app: FastifyInstance,
  { one, drafts, preview, settings }: EntryParts,
  authenticate: Authenticate,
): void {
  const guard = { authenticate }
  registerRoute(
    app,
    routes.createEntry,
    ({ principal, body }) => drafts.create(principal.workspaceId, principal, body),
    guard,
  )
  registerRoute(
    app,
    routes.readEntry,
    ({ principal, params }) => one.read(principal.workspaceId, params.entryId),
    guard,
  )
  registerRoute(
    app,
    routes.updateEntry,
    ({ principal, params, body }) => drafts.update(principal.workspaceId, principal, params.entryId, body),
    guard,
  )
  registerRoute(
    app,
    routes.saveEntryDraft,
    ({ principal, params, body }) => drafts.save(principal.workspaceId, principal, params.entryId, body),
    guard,
  )
  registerRoute(
    app,
    routes.discardEntryDraft,
    ({ principal, params, query }) => drafts.discard(principal.workspaceId, principal, params.entryId, query.revision),
    guard,
  )
  registerRoute(app, routes.previewEntry, ({ principal, body }) => preview(principal.workspaceId, body), guard)
  registerRoute(app, routes.readKnowledgeSettings, ({ principal }) => settings.read(principal.workspaceId), guard)
  registerRoute(
    app,
    routes.saveKnowledgeSettings,
    ({ principal, body }) => settings.save(principal.workspaceId, principal, body),
    guard,
  )
}

function registerLifecycle(
  app: FastifyInstance,
  { publishing, reviews }: EntryParts,
  authenticate: Authenticate,
): void {
  const guard = { authenticate }
  registerRoute(
    app,
    routes.readContradictions,
    ({ principal, body }) => publishing.contradictions(principal.workspaceId, body.definition),
    guard,
  )
  registerRoute(
    app,
    routes.publishEntry,
    ({ principal, params, body }) => publishing.publish(principal.workspaceId, principal, params.entryId, body),
    guard,
  )
  registerRoute(
    app,
    routes.submitEntry,
    ({ principal, params, body }) => reviews.submit(principal.workspaceId, principal, params.entryId, body),
    guard,
  )
  registerRoute(
    app,
    routes.withdrawEntry,
    ({ principal, params, body }) => reviews.withdraw(principal.workspaceId, principal, params.entryId, body.revision),
    guard,
  )
  registerRoute(
    app,
    routes.decideEntry,
    ({ principal, params, body }) => reviews.decide(principal.workspaceId, principal, params.entryId, body),
    guard,
  )
  registerRoute(
    app,
    routes.archiveEntry,
    ({ principal, params }) => publishing.archive(principal.workspaceId, principal, params.entryId),
    guard,
  )
  registerRoute(
    app,
    routes.unarchiveEntry,
    ({ principal, params }) => publishing.unarchive(principal.workspaceId, principal, params.entryId),
    guard,
  )
  registerRoute(
    app,
    routes.deleteEntry,
    ({ principal, params }) => publishing.remove(principal.workspaceId, principal, params.entryId),
    guard,
  )
}

function registerVersions(app: FastifyInstance, { versions, drafts }: EntryParts, authenticate: Authenticate): void {
  const guard = { authenticate }
  registerRoute(
    app,
    routes.listEntryVersions,
    ({ principal, params }) => versions.list(principal.workspaceId, params.entryId),
    guard,
  )
  registerRoute(
    app,
    routes.readEntryVersion,
    ({ principal, params }) => versions.read(principal.workspaceId, params.entryId, params.version),
    guard,
  )
  registerRoute(
    app,
    routes.compareEntry,
    ({ principal, params, query }) => versions.compare(principal.workspaceId, params.entryId, query),
    guard,
  )
  registerRoute(
    app,
    routes.restoreEntryVersion,
    ({ principal, params, body }) =>
      drafts.restore(principal.workspaceId, principal, params.entryId, {
        version: params.version,
        revision: body.revision,
      }),
    guard,
  )
}

function registerFiles(app: FastifyInstance, { files }: EntryParts, authenticate: Authenticate): void {
  const guard = { authenticate }
  registerRoute(
    app,
    routes.uploadKnowledgeFile,
    ({ principal, request }) => files.upload(principal.workspaceId, principal, request),
    guard,
  )
  registerRoute(
    app,
    routes.readKnowledgeFile,
    ({ principal, params, reply }) => files.read(principal.workspaceId, params.fileId, reply),
    guard,
  )
  registerPublicRoute(app, routes.readPublicKnowledgeFile, ({ params, query, reply }) =>
    files.readPublic(params.fileId, query, reply),
  )
}
