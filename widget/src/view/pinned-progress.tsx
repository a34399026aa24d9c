import { useChat } from './context.ts'
import { Icon } from './icons.tsx'
import { Steps } from './progress.tsx'
import { runningMatter } from './talk-rows.ts'

/** Where the running matter stands, above the input while a step of it is under way; opens to all its steps. */
export function PinnedProgress() {
  const { state, t } = useChat()
  const matter = runningMatter(state)
  if (!matter) return null
  const at = matter.steps.findIndex((step) => step.state === 'now')
  return (
    <details class="pinned" key={matter.key ?? matter.title}>
      <summary>
        <span class="ring" aria-hidden="true" />
        <span class="pinned-words">
          <b>{matter.title}</b>
          <span>{matter.steps[at]?.label}</span>
        </span>
        <small>{t.stepOf(at + 1, matter.steps.length)}</small>
        <Icon name="down" size={16} />
      </summary>
      <Steps steps={matter.steps} />
    </details>
  )
}
