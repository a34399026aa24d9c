import { type BusinessRecord, deskRoutes } from '@loopdesk/contracts/api/desk.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import { maskDeep } from '@loopdesk/engines/masking/mask-deep.ts'
import type { FastifyInstance } from 'fastify'
import { registerRoute } from '../../infra/http/index.ts'
import { describeCustomer } from '../customers/index.ts'
import type { DeskDeps } from './deps.ts'

/** A customer's orders and the like, read live from the company's systems and masked; what cannot be reached is named. */
export function registerRecordRoutes(app: FastifyInstance, { db, identity, customers, tools }: DeskDeps): void {
  registerRoute(
    app,
    deskRoutes.listCustomerRecords,
    async ({ principal, params }) => {
      const { workspaceId } = principal
      const { externalId, language } = await db.tenant(workspaceId, async (tx) => {
        const customer = await describeCustomer(tx, params.customerId)
        if (!customer) throw new AppError('not_found', 'there is no such customer')
        const workspace = await identity.findWorkspace(tx, { id: workspaceId })
        return {
          externalId: await customers.knownToStaff(tx, params.customerId),
          language: customer.locale ?? workspace?.locale ?? 'zh',
        }
      })
      if (externalId === null) return { items: [], problems: [] }
      const { items, problems } = await tools.records.show(workspaceId, { externalId }, language)
      return { items: items.map(masked), problems }
    },
    { authenticate: identity.authenticate },
  )
}

function masked(record: BusinessRecord): BusinessRecord {
  const fields = record.fields.map(({ label, value }) => ({ label, value: maskUnder(label, value) }))
  return { ...record, title: String(maskDeep(record.title)), subtitle: String(maskDeep(record.subtitle)), fields }
}

/** A label such as 收货地址 tells what its value is. */
function maskUnder(label: string, value: string): string {
  return String((maskDeep({ [label]: value }) as Record<string, unknown>)[label])
}
