import { deskRoutes } from '@loopdesk/contracts/api/desk.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import type { FastifyInstance } from 'fastify'
import { registerRoute } from '../../infra/http/index.ts'
import { readSummaries } from '../conversations/index.ts'
import type { Brief, WriteBrief } from './brief.ts'
import type { DeskDeps } from './deps.ts'

const words = {
  zh: { subject: '客户来询', wants: '诉求', known: '已知信息', tried: '已尝试', next: '建议下一步' },
  en: { subject: 'Customer request', wants: 'Wants', known: 'Known', tried: 'Tried', next: 'Next' },
}
const states = {
  zh: { done: '完成', failed: '未成功', undone: '已撤销', pending: '待确认' },
  en: { done: 'done', failed: 'failed', undone: 'undone', pending: 'to be checked' },
}

/** A ticket prefilled from a conversation and its brief, for somebody to look over before it is made. */
export function registerTicketDraft(app: FastifyInstance, deps: DeskDeps, writeBrief: WriteBrief): void {
  const { db, flows, identity } = deps
  registerRoute(
    app,
    deskRoutes.draftTicket,
    async ({ principal, params: { conversationId } }) => {
      const { workspaceId } = principal
      const [about] = await db.tenant(workspaceId, (tx) => readSummaries(tx, [conversationId]))
      if (!about) throw new AppError('not_found', 'there is no such conversation')
      const brief = await writeBrief(workspaceId, conversationId, about)
      const topic = about.topic === null ? undefined : (await flows.published(workspaceId)).get(about.topic)
      const name = topic?.definition.name[about.language] ?? words[about.language].subject
      return {
        subject: (about.customer.name === '' ? name : `${name} · ${about.customer.name}`).slice(0, 200),
        description: brief ? describe(brief, about.language) : '',
        priority: about.priority,
        category: about.topic ?? 'general',
        assigneeId: principal.staffId,
        customerId: about.customer.id,
        conversationId,
        fields: {},
      }
    },
    { authenticate: identity.authenticate },
  )
}

function describe(brief: Brief, language: 'zh' | 'en'): string {
  const heading = words[language]
  const colon = language === 'zh' ? '：' : ': '
  const lines = [`${heading.wants}${colon}${brief.wants}`]
  if (brief.facts.length > 0)
    lines.push(`${heading.known}${colon}`, ...brief.facts.map(({ label, value }) => `- ${label}${colon}${value}`))
  if (brief.tried.length > 0)
    lines.push(
      `${heading.tried}${colon}`,
      ...brief.tried.map(({ text, state }) => `- ${text} (${states[language][state]})`),
    )
  lines.push(`${heading.next}${colon}${brief.next}`)
  return lines.join('\n').slice(0, 8000)
}
