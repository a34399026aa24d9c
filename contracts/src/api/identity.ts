import { z } from 'zod'
import { defineRoute, id, instant, pageOf, pageQuery, rights } from '../route.ts'

export const role = z.enum(['owner', 'admin', 'supervisor', 'agent'])
export type Role = z.infer<typeof role>

export const presence = z.enum(['online', 'busy', 'offline'])

export const staff = z.object({
  id,
  email: z.email(),
  name: z.string(),
  role,
  /** Topics this person can serve, with proficiency 1-5. */
  skills: z.record(z.string(), z.number().int().min(1).max(5)),
  languages: z.array(z.enum(['zh', 'en'])),
  /** Conversations at a time. */
  capacity: z.number().int().min(0).max(50),
  presence,
  load: z.number().int(),
  disabled: z.boolean(),
})
export type Staff = z.infer<typeof staff>

export const me = z.object({
  staff: staff.nullable(),
  workspace: z.object({ id, name: z.string(), slug: z.string(), timeZone: z.string(), locale: z.enum(['zh', 'en']) }),
  rights: z.array(z.enum(rights)),
})

const password = z.string().min(10).max(200)
const staffParams = z.object({ staffId: id })
const staffInput = z.object({
  email: z.email(),
  name: z.string().min(1).max(100),
  role,
  skills: staff.shape.skills.default({}),
  languages: staff.shape.languages.default(['zh']),
  capacity: staff.shape.capacity.default(5),
})

export const identityRoutes = {
  logIn: defineRoute({
    id: 'logIn',
    method: 'POST',
    path: '/v1/session',
    summary: 'Log in; sets the session cookie',
    tag: 'Session',
    right: 'public',
    body: z.object({ email: z.email(), password: z.string().max(200), workspace: z.string().max(100).optional() }),
    reply: me.extend({ mustChangePassword: z.boolean() }),
  }),
  logOut: defineRoute({
    id: 'logOut',
    method: 'DELETE',
    path: '/v1/session',
    summary: 'Log out',
    tag: 'Session',
    right: 'session',
    reply: z.object({}),
  }),
  readMe: defineRoute({
    id: 'readMe',
    method: 'GET',
    path: '/v1/me',
    summary: 'Who am I and what may I do',
    tag: 'Session',
    right: 'session',
    reply: me,
  }),
  changePassword: defineRoute({
    id: 'changePassword',
    method: 'POST',
    path: '/v1/me/password',
    summary: 'Change the own password; ends all other sessions',
    tag: 'Session',
    right: 'session',
    body: z.object({ current: z.string().max(200), next: password }),
    reply: z.object({}),
  }),
  setPresence: defineRoute({
    id: 'setPresence',
    method: 'PUT',
    path: '/v1/me/presence',
    summary: 'Go online, busy or offline',
    tag: 'Session',
    right: 'session',
    body: z.object({ presence }),
    reply: staff,
  }),
  listSessions: defineRoute({
    id: 'listSessions',
    method: 'GET',
    path: '/v1/me/sessions',
    summary: 'Own log-ins',
    tag: 'Session',
    right: 'session',
    reply: z.object({
      items: z.array(
        z.object({
          id,
          createdAt: instant,
          lastSeenAt: instant,
          userAgent: z.string(),
          ip: z.string(),
          current: z.boolean(),
        }),
      ),
    }),
  }),
  revokeSession: defineRoute({
    id: 'revokeSession',
    method: 'DELETE',
    path: '/v1/me/sessions/:sessionId',
    summary: 'End one of the own log-ins',
    tag: 'Session',
    right: 'session',
    params: z.object({ sessionId: id }),
    reply: z.object({}),
  }),
  listStaff: defineRoute({
    id: 'listStaff',
    method: 'GET',
    path: '/v1/staff',
    summary: 'Colleagues, with presence and load',
    tag: 'Staff',
    right: 'session',
    reply: z.object({ items: z.array(staff) }),
  }),
  createStaff: defineRoute({
    id: 'createStaff',
    method: 'POST',
    path: '/v1/staff',
    summary: 'Add a colleague; answers the one-time password',
    tag: 'Staff',
    right: 'staff.write',
    body: staffInput,
    reply: z.object({ staff, oneTimePassword: z.string() }),
    status: 201,
  }),
  updateStaff: defineRoute({
    id: 'updateStaff',
    method: 'PATCH',
    path: '/v1/staff/:staffId',
    summary: 'Change a colleague',
    tag: 'Staff',
    right: 'staff.write',
    params: staffParams,
    body: z.object({
      name: staffInput.shape.name.optional(),
      role: role.optional(),
      skills: staff.shape.skills.optional(),
      languages: staff.shape.languages.optional(),
      capacity: staff.shape.capacity.optional(),
      disabled: z.boolean().optional(),
    }),
    reply: staff,
  }),
  listKeys: defineRoute({
    id: 'listKeys',
    method: 'GET',
    path: '/v1/keys',
    summary: 'API keys (without their secrets)',
    tag: 'API keys',
    right: 'keys.write',
    reply: z.object({
      items: z.array(
        z.object({
          id,
          name: z.string(),
          prefix: z.string(),
          scopes: z.array(z.enum(rights)),
          createdAt: instant,
          lastUsedAt: instant.nullable(),
          expiresAt: instant.nullable(),
          revoked: z.boolean(),
        }),
      ),
    }),
  }),
  createKey: defineRoute({
    id: 'createKey',
    method: 'POST',
    path: '/v1/keys',
    summary: 'Make an API key; its secret is shown this once',
    tag: 'API keys',
    right: 'keys.write',
    body: z.object({
      name: z.string().min(1).max(100),
      scopes: z.array(z.enum(rights)).min(1),
      expiresAt: instant.optional(),
    }),
    reply: z.object({ id, key: z.string() }),
    status: 201,
  }),
  revokeKey: defineRoute({
    id: 'revokeKey',
    method: 'DELETE',
    path: '/v1/keys/:keyId',
    summary: 'Revoke an API key',
    tag: 'API keys',
    right: 'keys.write',
    params: z.object({ keyId: id }),
    reply: z.object({}),
  }),
  listAudit: defineRoute({
    id: 'listAudit',
    method: 'GET',
    path: '/v1/audit',
    summary: 'The audit log, newest first',
    tag: 'Audit',
    right: 'audit.read',
    query: pageQuery.extend({ action: z.string().max(100).optional(), actor: z.string().max(100).optional() }),
    reply: pageOf(
      z.object({
        seq: z.number().int(),
        at: instant,
        actor: z.string(),
        actorName: z.string().nullable(),
        action: z.string(),
        target: z.string(),
        details: z.record(z.string(), z.unknown()),
      }),
    ),
  }),
}
