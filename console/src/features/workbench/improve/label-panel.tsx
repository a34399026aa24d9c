import { EditOutlined } from '@ant-design/icons'
import type { Suggestion } from '@loopdesk/contracts/api/workbench.ts'
import { Button, Input, Tooltip } from 'antd'
import { type KeyboardEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { KeyHint } from '../../../ui/key-hint.tsx'
import { Time } from '../../../ui/time.tsx'
import { useWiderThan } from '../../../ui/use-width.ts'
import { percent } from '../figures.tsx'
import { useIntentName } from '../use-intents.ts'
import { useFoundIntents } from './use-found-intents.ts'
import type { Decision } from './use-suggestions.ts'

interface Props {
  suggestion: Suggestion
  write: boolean
  canUndo: boolean
  onDecide(decision: Decision): void
  onStep(by: number): void
  onUndo(): void
}

/**
 * One message and what it may mean. The box always has the focus: 1-9 take a guess, 0 means nobody is here for it, letters look
 * for an intent, Delete drops the message, arrows walk, Ctrl+Z takes the last decision back.
 */
export function LabelPanel({ suggestion, write, canUndo, onDecide, onStep, onUndo }: Props) {
  const { t } = useTranslation()
  const wide = useWiderThan(768)
  const [text, setText] = useState('')
  const [wording, setWording] = useState<string | null>(null)
  const [chosen, setChosen] = useState(0)
  const found = useFoundIntents(text)
  const guesses = suggestion.guesses.slice(0, 9)
  const at = Math.min(chosen, found.length - 1)
  const take = (intent: string) =>
    onDecide(wording?.trim() && wording.trim() !== suggestion.text ? { intent, text: wording.trim() } : { intent })

  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    const { key } = event
    const target = found[at]
    const guess = /^[1-9]$/.test(key) ? guesses[Number(key) - 1] : undefined
    if ((event.ctrlKey || event.metaKey) && key.toLowerCase() === 'z' && text === '') onUndo()
    else if (event.ctrlKey || event.metaKey || event.altKey) return
    else if (text !== '' && key === 'Enter' && target) take(target.id)
    else if (text !== '' && key === 'ArrowDown') setChosen(Math.min(at + 1, found.length - 1))
    else if (text !== '' && key === 'ArrowUp') setChosen(Math.max(at - 1, 0))
    else if (text !== '' && key === 'Escape') setText('')
    else if (text !== '') return
    else if (guess) take(guess.intent)
    else if (key === '0') take('oos')
    else if (key === 'Delete') onDecide('dismiss')
    else if (key === 'ArrowDown') onStep(1)
    else if (key === 'ArrowUp') onStep(-1)
    else return
    event.preventDefault()
  }
  return (
    <section className="label-panel">
      <p className="label-meta">
        <span className={`tag ${suggestion.reason === 'outside' ? 'tag-warn' : ''}`}>
          {t(`workbench.suggest.because.${suggestion.reason}`)}
        </span>
        {suggestion.count > 1 && <span>{t('workbench.suggest.said', { count: suggestion.count })}</span>}
        <Time at={suggestion.lastAt} />
        {suggestion.conversationId && (
          <Link to={`/conversations/${suggestion.conversationId}`} tabIndex={-1}>
            {t('workbench.suggest.conversation')}
          </Link>
        )}
      </p>
      {wording === null ? (
        <p className="label-text">
          {suggestion.text}
          {write && (
            <Tooltip title={t('workbench.suggest.reword')}>
              <Button
                type="text"
                size="small"
                icon={<EditOutlined />}
                aria-label={t('workbench.suggest.reword')}
                onClick={() => setWording(suggestion.text)}
              />
            </Tooltip>
          )}
        </p>
      ) : (
        <Input.TextArea
          value={wording}
          autoFocus
          maxLength={1000}
          autoSize={{ minRows: 1, maxRows: 5 }}
          aria-label={t('workbench.suggest.reword')}
          onChange={(event) => setWording(event.target.value)}
        />
      )}
      {write && (
        <>
          <input
            key={wording === null ? 'first' : 'reworded'}
            // biome-ignore lint/a11y/noAutofocus: labelling is done with the keyboard, one message after the other
            autoFocus={wide && wording === null}
            className="label-input"
            role="combobox"
            aria-expanded={text !== ''}
            aria-controls="label-found"
            aria-activedescendant={text !== '' && found[at] ? `label-${at}` : undefined}
            value={text}
            placeholder={t(wide ? 'workbench.suggest.box' : 'workbench.suggest.boxShort')}
            aria-label={t('workbench.suggest.box')}
            onChange={(event) => {
              setText(event.target.value)
              setChosen(0)
            }}
            onKeyDown={press}
          />
          <div id="label-found" role="listbox" aria-label={t('workbench.suggest.choices')} className="label-choices">
            {text !== ''
              ? found.map((intent, index) => (
                  // biome-ignore lint/a11y/useKeyWithClickEvents: the box above takes the keys
                  <div
                    key={intent.id}
                    id={`label-${index}`}
                    role="option"
                    tabIndex={-1}
                    aria-selected={index === at}
                    className="label-choice"
                    onMouseDown={(event) => event.preventDefault()}
                    onClick={() => take(intent.id)}
                  >
                    <span>{intent.name}</span>
                    <small>{t(`workbench.kinds.${intent.kind}`)}</small>
                  </div>
                ))
              : guesses.map((guess, index) => (
                  <Guess key={guess.intent} guess={guess} index={index} onTake={() => take(guess.intent)} />
                ))}
          </div>
          {text !== '' && found.length === 0 && <p className="quiet">{t('workbench.move.none', { text })}</p>}
          <div className="buttons label-buttons">
            <Button onClick={() => take('oos')}>
              {t('workbench.suggest.outside')} {wide && <KeyHint keys="0" />}
            </Button>
            <Button onClick={() => onDecide('dismiss')}>
              {t('workbench.suggest.dismiss')} {wide && <KeyHint keys="Del" />}
            </Button>
            <Button type="text" disabled={!canUndo} onClick={onUndo}>
              {t('common.undo')} {wide && <KeyHint keys="Ctrl Z" />}
            </Button>
          </div>
        </>
      )}
    </section>
  )
}

interface GuessProps {
  guess: Suggestion['guesses'][number]
  index: number
  onTake(): void
}

function Guess({ guess, index, onTake }: GuessProps) {
  const nameOf = useIntentName()
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the box above takes the keys
    <div
      role="option"
      tabIndex={-1}
      aria-selected={false}
      className="label-choice"
      onMouseDown={(event) => event.preventDefault()}
      onClick={onTake}
    >
      <kbd>{index + 1}</kbd>
      <span>{nameOf(guess.intent)}</span>
      <span className="label-bar" aria-hidden="true">
        <span style={{ width: `${guess.score * 100}%` }} />
      </span>
      <small className="num">{percent(guess.score, 0)}</small>
    </div>
  )
}
