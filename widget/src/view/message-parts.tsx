import type { Choice, Message, Part } from '@loopdesk/contracts/messages.ts'
import { safeUrl } from '../text/links.ts'
import { useChat } from './context.ts'
import { FilePart } from './file-part.tsx'
import { FormCard } from './form-part.tsx'
import { Helpful } from './helpful.tsx'
import { Icon } from './icons.tsx'
import { Progress } from './progress.tsx'
import { Rating } from './rating.tsx'

type Of<T extends Part['type']> = Part & { type: T }

interface PartsProps {
  message: Message
  /** What the customer said after it, if anything: buttons have then served their turn. */
  answeredBy: string | undefined
  /** A later message shows the newer state of the same progress. */
  outdated(progress: Of<'progress'>): boolean
  /** The message belongs to the present conversation. */
  present: boolean
}

/** What a message carries beside its words. Kinds this version does not know are left out; the words make sense alone. */
export function MessageParts({ message, answeredBy, outdated, present }: PartsProps) {
  const { t, attachments } = useChat()
  const used = { answeredBy, present }
  return (
    <>
      {message.parts.map((part, at) => {
        const key = `${message.id}:${at}`
        switch (part.type) {
          case 'file':
            return <FilePart key={key} file={part.file} />
          case 'card':
            return <Card key={key} card={part} {...used} />
          case 'choices':
            return <Choices key={key} choices={part.choices} {...used} />
          case 'upload':
            return (
              <button
                key={key}
                type="button"
                class="choice wide"
                disabled={!present}
                onClick={() => attachments.pick(part.accept, part.max)}
              >
                <Icon name="camera" size={18} />
                {part.accept.startsWith('image/') ? t.pickPhotos(part.max) : t.pickFiles(part.max)}
              </button>
            )
          case 'sources':
            return <Sources key={key} part={part} seq={present ? message.seq : undefined} />
          case 'progress':
            return <Progress key={key} part={part} outdated={outdated(part)} />
          case 'form':
            return <FormCard key={key} form={part} message={message} present={present} />
          case 'rating':
            return <Rating key={key} present={present} />
          case 'location':
            return (
              <a key={key} class="file" href={`geo:${part.latitude},${part.longitude}`}>
                <Icon name="pin" />
                <span>
                  <span class="file-name">{part.name ?? t.location}</span>
                  <small>{`${part.latitude.toFixed(5)}, ${part.longitude.toFixed(5)}`}</small>
                </span>
              </a>
            )
          default:
            return null
        }
      })}
    </>
  )
}

interface Used {
  answeredBy: string | undefined
  present: boolean
}

function Card({ card, ...used }: { card: Of<'card'> } & Used) {
  const { origin, t } = useChat()
  const image = safeUrl(card.imageUrl, origin)
  const url = safeUrl(card.url, origin)
  return (
    <div class="card">
      <div class="card-head">
        {image && <img src={image} alt="" loading="lazy" />}
        <div>
          <p class="card-title">{card.title}</p>
          {card.subtitle && <p class="soft">{card.subtitle}</p>}
        </div>
      </div>
      {card.fields.length > 0 && (
        <dl>
          {card.fields.map((field) => (
            <div key={field.label}>
              <dt>{field.label}</dt>
              <dd>{field.value}</dd>
            </div>
          ))}
        </dl>
      )}
      {url && (
        <a class="card-link" href={url} target="_blank" rel="noopener noreferrer">
          {t.seeDetails}
        </a>
      )}
      {card.choices.length > 0 && <Choices choices={card.choices} {...used} />}
    </div>
  )
}

function Choices({ choices, answeredBy, present }: { choices: Choice[] } & Used) {
  const { connection } = useChat()
  const over = !present || answeredBy !== undefined
  return (
    <div class="choices">
      {choices.map((choice) => (
        <button
          type="button"
          class={`choice${answeredBy === choice.label ? ' is-chosen' : ''}`}
          key={choice.value}
          disabled={over}
          onClick={() => connection.send({ type: 'choice', value: choice.value, label: choice.label })}
        >
          {answeredBy === choice.label && <Icon name="done" size={16} />}
          <span>
            {choice.label}
            {choice.hint && <small>{choice.hint}</small>}
          </span>
        </button>
      ))}
    </div>
  )
}

function Sources({ part, seq }: { part: Of<'sources'>; seq: number | undefined }) {
  const { origin, t } = useChat()
  if (part.sources.length === 0) return null
  return (
    <>
      <details class="sources">
        <summary>{t.sources(part.sources.length)}</summary>
        {part.sources.map((source) => {
          const url = safeUrl(source.url, origin)
          return (
            <div class="source" key={source.id}>
              {url ? (
                <a href={url} target="_blank" rel="noopener noreferrer">
                  {source.title}
                </a>
              ) : (
                <b>{source.title}</b>
              )}
              {source.quote && <q>{source.quote}</q>}
            </div>
          )
        })}
      </details>
      {seq !== undefined && <Helpful seq={seq} />}
    </>
  )
}
