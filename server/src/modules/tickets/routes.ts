import { deskRoutes } from '@loopdesk/contracts/api/desk.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { type Db, isUniqueViolation, type Tx } from '../../infra/db.ts'
import { type Authenticate, registerRoute } from '../../infra/http/index.ts'
import { parsePageCursor } from '../../infra/page-cursor.ts'
import type { Identity } from '../identity/index.ts'
import { changeTicket } from './change-ticket.ts'
import { createTicket, type NewTicket } from './create-ticket.ts'
import { listTickets, readTicket } from './read-tickets.ts'

interface TicketRouteDeps {
  db: Db
  authenticate: Authenticate
  identity: Pick<Identity, 'readStaff'>
}

const noTicket = () => new AppError('not_found', 'there is no such ticket')

/** Lists, reads, makes and changes tickets. */
export function registerTicketRoutes(app: FastifyInstance, { db, authenticate, identity }: TicketRouteDeps): void {
  registerRoute(
    app,
    deskRoutes.listTickets,
    ({ principal, query }) => {
      const after = parsePageCursor(query.cursor)
      return db.tenant(principal.workspaceId, (tx) => listTickets(tx, { ...query, staffId: principal.staffId, after }))
    },
    { authenticate },
  )
  registerRoute(
    app,
    deskRoutes.readTicket,
    ({ principal, params }) =>
      db.tenant(principal.workspaceId, async (tx) => {
        const found = await readTicket(tx, params.ticketId)
        if (!found) throw noTicket()
        return found
      }),
    { authenticate },
  )
  registerRoute(
    app,
    deskRoutes.createTicket,
    ({ principal, body }) => {
      const idempotencyKey = `${principal.actor}:${body.idempotencyKey}`
      const ticket = { ...body, workspaceId: principal.workspaceId, createdBy: principal.name, idempotencyKey }
      return onceMore(() =>
        db.tenant(principal.workspaceId, async (tx) => {
          await refuseStrangers(tx, identity, ticket)
          const { id } = await createTicket(tx, ticket)
          const made = await readTicket(tx, id)
          const same = made!.subject === ticket.subject && made!.description === ticket.description
          if (!same) throw new AppError('idempotency_mismatch', 'this key was used for another ticket')
          return made!
        }),
      )
    },
    { authenticate },
  )
  registerRoute(
    app,
    deskRoutes.updateTicket,
    ({ principal, params, body }) =>
      db.tenant(principal.workspaceId, async (tx) => {
        const { assigneeId, ...change } = body
        const assignee = typeof assigneeId === 'string' ? await assignable(tx, identity, assigneeId) : assigneeId
        if (!(await changeTicket(tx, params.ticketId, { ...change, assignee }, principal.name))) throw noTicket()
        return (await readTicket(tx, params.ticketId))!
      }),
    { authenticate },
  )
}

/** Two requests with the same key at once: the one that lost the race finds the other's ticket. */
async function onceMore<T>(make: () => Promise<T>): Promise<T> {
  try {
    return await make()
  } catch (error) {
    if (isUniqueViolation(error)) return make()
    throw error
  }
}

/** Foreign keys look across workspaces; nobody may learn from them which ids exist elsewhere. */
async function refuseStrangers(tx: Tx, identity: TicketRouteDeps['identity'], ticket: NewTicket): Promise<void> {
  if (ticket.assigneeId) await assignable(tx, identity, ticket.assigneeId)
  const { rows } = await sql<{ customer: boolean; conversation: boolean }>`
    select (${ticket.customerId}::uuid is null or exists (select from customers where id = ${ticket.customerId}::uuid
        and workspace_id = ${tx.workspaceId})) as customer,
      (${ticket.conversationId}::uuid is null or exists (select from conversations where id = ${ticket.conversationId}::uuid
        and workspace_id = ${tx.workspaceId} and (${ticket.customerId}::uuid is null or customer_id = ${ticket.customerId}::uuid))) as conversation`.execute(
    tx.query,
  )
  if (!rows[0]!.customer) throw new AppError('not_found', 'there is no such customer')
  if (!rows[0]!.conversation) throw new AppError('not_found', 'there is no such conversation of this customer')
}

async function assignable(tx: Tx, identity: TicketRouteDeps['identity'], staffId: string) {
  const found = await identity.readStaff(tx, staffId)
  if (!found) throw new AppError('not_found', 'there is no such colleague')
  if (found.disabled) throw new AppError('unprocessable', `${found.name} no longer works here`)
  return { id: found.id, name: found.name }
}
