import type { Part } from '@loopdesk/contracts/messages.ts'
import { useChat } from './context.ts'
import { Icon } from './icons.tsx'

type ProgressPart = Part & { type: 'progress' }

/** Where a matter stands; a line once something newer is said below. */
export function Progress({ part, outdated }: { part: ProgressPart; outdated: boolean }) {
  const { t } = useChat()
  if (outdated) return <p class="soft outdated">{`${part.title} · ${t.updatedBelow}`}</p>
  return (
    <div class="progress">
      <p class="card-title">{part.title}</p>
      <Steps steps={part.steps} />
    </div>
  )
}

/** The steps of a matter from first to last. */
export function Steps({ steps }: Pick<ProgressPart, 'steps'>) {
  const { t } = useChat()
  return (
    <ol class="steps">
      {steps.map((step, at) => (
        <li
          key={`${at}:${step.label}`}
          class={`step is-${step.state}`}
          aria-current={step.state === 'now' ? 'step' : undefined}
        >
          <span class="dot">
            {step.state === 'done' && <Icon name="done" size={12} />}
            {step.state === 'failed' && <Icon name="close" size={12} />}
            {step.state === 'undone' && <Icon name="undone" size={12} />}
          </span>
          <span>{step.label}</span>
          <small>{t.steps[step.state]}</small>
        </li>
      ))}
    </ol>
  )
}
