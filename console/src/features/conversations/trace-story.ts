import type { TraceStep } from '@loopdesk/contracts/trace.ts'
import type { TFunction } from 'i18next'
import { duration } from '../../ui/format-time.ts'
import { inWords } from '../../ui/in-words.ts'
import { zh } from './trace-strings.ts'

export type Tone = 'plain' | 'good' | 'warn' | 'bad'
/** One sentence of the story, with what can be opened beneath it. */
export interface StoryLine {
  text: string
  aside: string
  tone: Tone
  details: { label: string; value: unknown }[]
}

/** Tells one step of a turn in words for someone who does not program. */
export function storyLine(step: TraceStep, t: TFunction): StoryLine {
  switch (step.kind) {
    case 'understood':
      return understood(step, t)
    case 'knowledge': {
      const title = step.candidates[0]?.title ?? ''
      return {
        text: t(`inbox.trace.knowledge.${step.decision}`, { title }),
        aside: duration(step.ms),
        tone: step.decision === 'answer' ? 'good' : 'plain',
        details: [
          {
            label: t('inbox.trace.candidates'),
            value: step.candidates.map((one) => `${one.title} · ${one.score.toFixed(2)}`),
          },
        ],
      }
    }
    case 'call':
      return called(step, t)
    case 'flow':
      return {
        text: t('inbox.trace.flow', { flow: inWords(step.flow), event: flowEvent(step.event, t) }),
        aside: '',
        tone: toneOfFlow(step.event),
        details: detail(step.detail),
      }
    case 'check':
      return {
        text: t(step.passed ? 'inbox.trace.verdict.passed' : 'inbox.trace.verdict.failed', {
          name: checkName(step.name, t),
        }),
        aside: '',
        tone: step.passed ? 'good' : 'bad',
        details: detail(step.detail),
      }
    case 'model':
      return {
        text: t('inbox.trace.model', { model: step.model, purpose: step.purpose }),
        aside: duration(step.ms),
        tone: 'plain',
        details: detail(t('inbox.trace.tokens', { in: step.tokensIn, out: step.tokensOut, cost: step.cost })),
      }
    case 'said':
      return {
        text: t('inbox.trace.said', { text: step.text }),
        aside: t(`inbox.trace.from.${step.from}`),
        tone: 'plain',
        details: step.source ? [{ label: t('inbox.part.sources'), value: step.source }] : [],
      }
  }
}

/** The feeling with its strength and likelihood, then what else the tone says. */
function moodWords({ name, intensity, score, signals }: NonNullable<Understood['emotion']>, t: TFunction): string {
  const strength = intensity > 0 ? ` ${intensity}/3` : ''
  const said = signals.map((each) => t(`inbox.moodSignal.${each}`))
  return [`${t(`inbox.mood.${name}`)}${strength} · ${score.toFixed(2)}`, ...said].join(' · ')
}

type Understood = Extract<TraceStep, { kind: 'understood' }>

function understood(step: Extract<TraceStep, { kind: 'understood' }>, t: TFunction): StoryLine {
  const [first, ...others] = step.intents
  const entities = step.entities.map((entity) =>
    t('inbox.trace.entity', { type: entityName(entity.type, t), value: entity.value }),
  )
  const what = [first && `${inWords(first.label)} ${first.score.toFixed(2)}`, ...entities].filter(Boolean).join(' · ')
  return {
    text: what ? t('inbox.trace.understood', { what }) : t('inbox.trace.understoodNothing'),
    aside: duration(step.ms),
    tone: what ? 'plain' : 'warn',
    details: [
      { label: t('inbox.customer'), value: step.text },
      ...(step.emotion ? [{ label: t('inbox.trace.mood'), value: moodWords(step.emotion, t) }] : []),
      ...(step.commands.length
        ? [
            {
              label: t('inbox.trace.decided', { commands: '' }),
              value: step.commands.map((command) => commandWords(command, t)),
            },
          ]
        : []),
      ...(others.length
        ? [
            {
              label: t('inbox.trace.others'),
              value: others.map((one) => `${inWords(one.label)} ${one.score.toFixed(2)}`),
            },
          ]
        : []),
      { label: '', value: t('inbox.trace.by', { by: step.by }) },
    ],
  }
}

function called(step: Extract<TraceStep, { kind: 'call' }>, t: TFunction): StoryLine {
  const [system, operation] = splitTool(step.tool.replace(/\s*↩$/, ''))
  const verb = step.tool.endsWith('↩') ? 'undone' : step.write ? 'did' : 'asked'
  const text = t(`inbox.trace.${verb}`, { system, operation: operation || system })
  const gist = gistOf(step.output)
  const good = step.result === 'ok' || step.result === 'reconciled' || step.result === 'replayed'
  return {
    text: gist && good ? t('common.pair', { name: text, value: gist }) : text,
    aside: [
      t(`inbox.trace.result.${step.result}`),
      step.attempts > 1 && t('inbox.trace.attempts', { n: step.attempts }),
      duration(step.ms),
    ]
      .filter(Boolean)
      .join(' · '),
    tone: good ? 'good' : step.result === 'unknown' ? 'warn' : 'bad',
    details: [
      { label: t('inbox.trace.input'), value: step.input },
      { label: t('inbox.trace.output'), value: step.output },
    ],
  }
}

/** `payments.quoteRefund` is told as the system "payments" and the operation "quote refund". */
function splitTool(tool: string): [string, string] {
  const dot = tool.indexOf('.')
  const [system, operation] = dot < 0 ? [tool, ''] : [tool.slice(0, dot), tool.slice(dot + 1)]
  return [inWords(system), inWords(operation)]
}

/** The plain values of a result in short; nested parts wait beneath. */
function gistOf(output: unknown): string {
  if (typeof output === 'string' || typeof output === 'number') return String(output).slice(0, 60)
  if (!output || typeof output !== 'object' || Array.isArray(output)) return ''
  const plain = Object.entries(output).filter(
    ([, value]) => typeof value === 'number' || (typeof value === 'string' && value.length <= 24),
  )
  return plain
    .slice(0, 3)
    .map(([name, value]) => `${inWords(name)} ${typeof value === 'number' ? value.toLocaleString('en') : value}`)
    .join(', ')
}

function detail(text: string): StoryLine['details'] {
  return text ? [{ label: '', value: text }] : []
}

function flowEvent(event: string, t: TFunction): string {
  return event in zh.event ? t(`inbox.trace.event.${event as keyof typeof zh.event}`) : inWords(event)
}

function entityName(type: string, t: TFunction): string {
  return type in zh.entityType ? t(`inbox.trace.entityType.${type as keyof typeof zh.entityType}`) : inWords(type)
}

function checkName(name: string, t: TFunction): string {
  return name in zh.check ? t(`inbox.trace.check.${name as keyof typeof zh.check}`) : inWords(name)
}

/** `start_flow(return_refund)` is told as "start return refund"; what is not known stays as it is. */
function commandWords(command: string, t: TFunction): string {
  const [, name = '', about = ''] = /^(\w+)(?:\((.*)\))?$/.exec(command) ?? []
  if (!(name in zh.command)) return command
  return t(`inbox.trace.command.${name as keyof typeof zh.command}`, { about: inWords(about) }).trim()
}

function toneOfFlow(event: string): Tone {
  if (event === 'failed') return 'bad'
  if (event === 'compensated' || event === 'compensating') return 'warn'
  return event === 'completed' ? 'good' : 'plain'
}
