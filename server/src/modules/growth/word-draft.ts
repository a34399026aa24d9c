import { checkGenerated } from '@loopdesk/engines/answers/check-generated.ts'
import { splitSentences } from '@loopdesk/engines/answers/split-sentences.ts'
import { z } from 'zod'
import type { AskModel } from './deps.ts'

const reply = z.object({ answer: z.string().max(4_000) })
const schema = {
  type: 'object',
  required: ['answer'],
  additionalProperties: false,
  properties: { answer: { type: 'string' } },
}

interface Given {
  question: string
  language: 'zh' | 'en'
  document: string | undefined
  agents: string | undefined
}

/** An answer in whole sentences by a model, from what documents and agents say; sentences that neither bears out are taken out by code. */
export async function wordDraft(
  askModel: AskModel,
  workspaceId: string,
  { question, language, document, agents }: Given,
): Promise<{ text: string; why: string } | undefined> {
  const sources = [
    ...(document ? [{ id: 'document', text: document }] : []),
    ...(agents ? [{ id: 'agents', text: agents }] : []),
  ]
  if (sources.length === 0) return undefined
  const prompt = [
    language === 'zh'
      ? '请为客服知识库写一条答案。只能用下面的材料，材料里没有的不要写；语句完整、简洁，不要问候语。'
      : 'Write one answer for a customer service knowledge base. Use only the material below; state nothing it does not say; whole, short sentences, no greetings.',
    `Question: ${question}`,
    ...sources.map(({ id, text }) => `<${id}>\n${text}\n</${id}>`),
  ].join('\n\n')
  const { result } = await askModel(workspaceId, { prompt, schema })
  const parsed = result.status === 'ok' ? reply.safeParse(result.value) : undefined
  if (!parsed?.success) return undefined
  const { answer } = parsed.data
  const sentences = splitSentences(answer).map(({ start, end }) => ({ text: answer.slice(start, end) }))
  const { kept, removed } = checkGenerated({ sentences, sources, question })
  if (kept.length === 0) return undefined
  return {
    text: kept.map(({ text }) => text.trim()).join(language === 'zh' ? '' : ' '),
    why: removed.map(({ text, reason }) => `${reason}: ${text}`).join('\n'),
  }
}
