import { Readable } from 'node:stream'
import { knowledgeImportOptions, knowledgeImportRoutes as routes } from '@loopdesk/contracts/api/knowledge/imports.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import type { FastifyInstance } from 'fastify'
import { type Authenticate, registerRoute } from '../../../infra/http/index.ts'
import { readJsonField, receiveFiles } from '../documents/upload.ts'
import type { ImportDeps } from './deps.ts'
import type { KnowledgeImports } from './imports.ts'

/** Serves contracts/src/api/knowledge/imports.ts. */
export function registerImportRoutes(
  app: FastifyInstance,
  { imports, files, maxFile }: Pick<ImportDeps, 'files' | 'maxFile'> & { imports: KnowledgeImports },
  authenticate: Authenticate,
): void {
  const guard = { authenticate }
  registerRoute(
    app,
    routes.uploadKnowledgeImport,
    async ({ principal, request }) => {
      for await (const { file, field } of receiveFiles(files, principal.workspaceId, request, { maxFile, most: 1 })) {
        const options = readJsonField(knowledgeImportOptions, field('options'), '/body/options')
        return imports.upload(principal.workspaceId, principal, file, options)
      }
      throw new AppError('invalid_request', 'send one file in the field `file`')
    },
    guard,
  )
  registerRoute(
    app,
    routes.listKnowledgeImports,
    ({ principal, query }) => imports.list(principal.workspaceId, query),
    guard,
  )
  registerRoute(
    app,
    routes.readKnowledgeImport,
    ({ principal, params }) => imports.read(principal.workspaceId, params.importId),
    guard,
  )
  registerRoute(
    app,
    routes.changeKnowledgeImport,
    ({ principal, params, body }) => imports.check(principal.workspaceId, params.importId, body.options),
    guard,
  )
  registerRoute(
    app,
    routes.applyKnowledgeImport,
    ({ principal, params }) => imports.apply(principal.workspaceId, principal, params.importId),
    guard,
  )
  registerRoute(
    app,
    routes.undoKnowledgeImport,
    ({ principal, params }) => imports.undo(principal.workspaceId, principal, params.importId),
    guard,
  )
  registerRoute(
    app,
    routes.deleteKnowledgeImport,
    async ({ principal, params }) => ({
      deleted: await imports.remove(principal.workspaceId, principal, params.importId),
    }),
    guard,
  )
  registerRoute(
    app,
    routes.listKnowledgeImportErrors,
    ({ principal, params, query }) => imports.errors(principal.workspaceId, params.importId, query),
    guard,
  )
  registerRoute(
    app,
    routes.downloadKnowledgeImportErrors,
    async ({ principal, params, reply }) => {
      await imports.read(principal.workspaceId, params.importId)
      return reply
        .headers({ 'content-disposition': 'attachment; filename="errors.csv"' })
        .type('text/csv; charset=utf-8')
        .send(Readable.from(imports.errorLines(principal.workspaceId, params.importId)))
    },
    guard,
  )
  registerRoute(
    app,
    routes.knowledgeImportTemplate,
    async ({ query, reply }) =>
      reply
        .headers({ 'content-disposition': 'attachment; filename="questions.csv"' })
        .type('text/csv; charset=utf-8')
        .send(templates[query.language]),
    guard,
  )
}

/** Marked as UTF-8, which spreadsheets would otherwise not guess. */
const templates = {
  zh: '\uFEFF问题,相似问法,答案,分类,标签,编号\r\n怎么申请退货,"想退货\n不想要了能退吗",签收后七天内可在订单页申请退货，运费由我们承担。,售后/退货,退货,FAQ-001\r\n发票什么时候开,"多久能收到发票\n电子发票在哪里下载",发货后二十四小时内开具电子发票，可在订单详情页下载。,订单/发票,发票,FAQ-002\r\n',
  en: '\uFEFFQuestion,Similar,Answer,Category,Labels,ID\r\nHow do I return an item?,"I want to send it back\nCan I return this?",Request a return on the order page within seven days of delivery; we pay the postage.,After-sales/Returns,returns,FAQ-001\r\nWhen do I get my invoice?,"Where is my invoice?\nHow do I download the invoice?",Invoices are issued within 24 hours of dispatch and can be downloaded from the order page.,Orders/Invoices,invoice,FAQ-002\r\n',
}
