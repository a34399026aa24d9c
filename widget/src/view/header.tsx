import { type Chat, useChat } from './context.ts'
import { Icon } from './icons.tsx'

interface HeaderProps {
  onBack?: (() => void) | undefined
  onClose?: (() => void) | undefined
}

/** Who answers, and the way to a person, always within one tap. */
export function Header({ onBack, onClose }: HeaderProps) {
  const chat = useChat()
  const { state, t, askForHuman } = chat
  const owner = state.conversation?.owner ?? 'bot'
  return (
    <header class="header">
      {onBack && (
        <button type="button" class="tool" aria-label={t.back} onClick={onBack}>
          <Icon name="back" />
        </button>
      )}
      <Face
        name={state.conversation?.agentName ?? state.site?.name ?? ''}
        url={owner === 'agent' ? null : state.site?.avatarUrl}
      />
      <div class="who">
        <h2 id="ld-title">{state.site?.name ?? t.bot}</h2>
        <p>{ownerLine(chat)}</p>
      </div>
      {owner !== 'agent' && owner !== 'queue' && (
        <button
          type="button"
          class="human"
          title={state.site?.humanAvailable === false ? t.humanAway : undefined}
          onClick={askForHuman}
        >
          <Icon name="human" size={18} />
          <span>{t.human}</span>
        </button>
      )}
      {onClose && (
        <button type="button" class="tool" aria-label={t.close} onClick={onClose}>
          <Icon name="close" />
        </button>
      )}
    </header>
  )
}

/** A round picture of the sender, or the first letter of the name. */
export function Face({ name, url }: { name: string; url?: string | null | undefined }) {
  return (
    <span class="face" aria-hidden="true">
      {url ? <img src={url} alt="" /> : ([...name][0] ?? '')}
    </span>
  )
}

function ownerLine({ state, t }: Chat): string {
  const { conversation } = state
  if (conversation?.status === 'resolved') return t.resolved
  switch (conversation?.owner) {
    case 'queue':
      return t.queueOwner
    case 'agent':
      return t.agentOwner(conversation.agentName ?? t.agentFallback)
    case 'nobody':
      return t.nobodyOwner
    default:
      return t.botOwner
  }
}
