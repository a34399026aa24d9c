import { EnvironmentOutlined, StarOutlined, UploadOutlined } from '@ant-design/icons'
import type { Part } from '@loopdesk/contracts/messages.ts'
import { useTranslation } from 'react-i18next'
import { safeUrl } from '../../ui/safe-url.ts'
import { FilePart } from './file-part.tsx'
import { AskedForm } from './form-parts.tsx'

/** Everything a message carries besides its text, to look at: the buttons are the customer's, not ours. */
export function MessageParts({ parts }: { parts: Part[] }) {
  return parts.map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a stored message never move
    <MessagePart key={index} part={part} />
  ))
}

function MessagePart({ part }: { part: Part }) {
  const { t } = useTranslation()
  switch (part.type) {
    case 'file':
      return <FilePart file={part.file} />
    case 'card':
      return <CardPart card={part} />
    case 'choices':
      return <Choices choices={part.choices} />
    case 'upload':
      return (
        <p className="part-line">
          <UploadOutlined /> {t('inbox.part.upload')}
        </p>
      )
    case 'rating':
      return (
        <p className="part-line">
          <StarOutlined /> {t('inbox.part.rating')}
        </p>
      )
    case 'sources':
      return (
        <ul className="sources">
          {part.sources.map((source) => (
            <li key={source.id} title={source.quote}>
              {t('common.pair', { name: t('inbox.part.sources'), value: '' })}
              {safeUrl(source.url) ? (
                <a href={source.url} target="_blank" rel="noreferrer">
                  {source.title}
                </a>
              ) : (
                source.title
              )}
            </li>
          ))}
        </ul>
      )
    case 'progress':
      return (
        <div className="part-box">
          <b>{part.title}</b>
          <ol className="steps">
            {part.steps.map((step, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the steps of a stored part never move
              <li key={index} className={`step step-${step.state}`} title={t(`inbox.part.step.${step.state}`)}>
                {step.label}
              </li>
            ))}
          </ol>
        </div>
      )
    case 'form':
      return <AskedForm form={part} />
    case 'location':
      return (
        <p className="part-line">
          <EnvironmentOutlined /> {part.name ?? t('inbox.part.location')} ({part.latitude.toFixed(4)},{' '}
          {part.longitude.toFixed(4)})
        </p>
      )
  }
}

function CardPart({ card }: { card: Extract<Part, { type: 'card' }> }) {
  const image = safeUrl(card.imageUrl)
  return (
    <div className="part-box">
      <div className="card-top">
        {image && <img src={image} alt="" loading="lazy" />}
        <div>
          <b>
            {safeUrl(card.url) ? (
              <a href={card.url} target="_blank" rel="noreferrer">
                {card.title}
              </a>
            ) : (
              card.title
            )}
          </b>
          {card.subtitle && <p>{card.subtitle}</p>}
        </div>
      </div>
      {card.fields.length > 0 && (
        <dl className="fields">
          {card.fields.map((field) => (
            <div key={field.label}>
              <dt>{field.label}</dt>
              <dd>{field.value}</dd>
            </div>
          ))}
        </dl>
      )}
      {card.choices.length > 0 && <Choices choices={card.choices} />}
    </div>
  )
}

function Choices({ choices }: { choices: { value: string; label: string; hint?: string }[] }) {
  const { t } = useTranslation()
  return (
    <ul className="choices" aria-label={t('inbox.part.choices')}>
      {choices.map((choice) => (
        <li key={choice.value} title={choice.hint}>
          {choice.label}
        </li>
      ))}
    </ul>
  )
}
