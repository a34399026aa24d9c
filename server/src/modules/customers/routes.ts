import { deskRoutes } from '@loopdesk/contracts/api/desk.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import type { FastifyInstance } from 'fastify'
import type { Db, Tx } from '../../infra/db.ts'
import { type Authenticate, registerRoute } from '../../infra/http/index.ts'
import { parsePageCursor } from '../../infra/page-cursor.ts'
import { audit } from '../identity/index.ts'
import { describeCustomer, listCustomers } from './directory.ts'

interface CustomerRouteDeps {
  db: Db
  authenticate: Authenticate
  customers: {
    findAnyKind(tx: Tx, value: string): Promise<string[]>
    identities(tx: Tx, customerId: string, clear: boolean): Promise<{ kind: string; value: string }[]>
  }
}

/** The directory of customers; identities masked, in clear only on an audited request. */
export function registerCustomerRoutes(app: FastifyInstance, { db, authenticate, customers }: CustomerRouteDeps): void {
  registerRoute(
    app,
    deskRoutes.listCustomers,
    ({ principal, query }) => {
      const after = parsePageCursor(query.cursor)
      return db.tenant(principal.workspaceId, async (tx) => {
        const ids = query.search ? await customers.findAnyKind(tx, query.search) : []
        return listCustomers(tx, { ...query, ids, after })
      })
    },
    { authenticate },
  )
  registerRoute(
    app,
    deskRoutes.readCustomer,
    ({ principal, params }) =>
      db.tenant(principal.workspaceId, async (tx) => {
        const found = await describeCustomer(tx, params.customerId)
        if (!found) throw new AppError('not_found', 'there is no such customer')
        return found
      }),
    { authenticate },
  )
  registerRoute(
    app,
    deskRoutes.revealIdentity,
    ({ principal, params, body }) =>
      db.tenant(principal.workspaceId, async (tx) => {
        if (!(await describeCustomer(tx, params.customerId)))
          throw new AppError('not_found', 'there is no such customer')
        const identities = await customers.identities(tx, params.customerId, true)
        await audit(tx, {
          actor: principal.actor,
          action: 'customer.revealed',
          target: `customer:${params.customerId}`,
          details: { kinds: identities.map(({ kind }) => kind), reason: body.reason },
        })
        return { identities }
      }),
    { authenticate },
  )
}
