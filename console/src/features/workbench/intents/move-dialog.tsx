import { Modal } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useIntents, useLanguage } from '../use-intents.ts'

interface Props {
  count: number
  /** Where they are now. */
  except: string | undefined
  onMove(label: string): void
  onClose(): void
}

/** Type part of a name, Enter moves: the way of the keyboard and of phones to do what dragging does. */
export function MoveDialog({ count, except, onMove, onClose }: Props) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { intents } = useIntents()
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState(0)
  const words = text.trim().toLowerCase()
  const found = useMemo(
    () =>
      intents.filter(({ id, name }) => id !== except && `${name.zh} ${name.en} ${id}`.toLowerCase().includes(words)),
    [intents, except, words],
  ).slice(0, 60)
  const at = Math.min(chosen, found.length - 1)
  const press = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    const target = found[at]
    if (event.key === 'ArrowDown') setChosen(Math.min(at + 1, found.length - 1))
    else if (event.key === 'ArrowUp') setChosen(Math.max(at - 1, 0))
    else if (event.key === 'Enter' && target) onMove(target.id)
    else return
    event.preventDefault()
  }
  return (
    <Modal
      open
      onCancel={onClose}
      footer={null}
      title={t('workbench.move.title', { count })}
      width={420}
      destroyOnHidden
    >
      <input
        // biome-ignore lint/a11y/noAutofocus: the dialog is opened to type into it
        autoFocus
        className="move-input"
        role="combobox"
        aria-expanded="true"
        aria-controls="move-targets"
        aria-activedescendant={found[at] ? `move-${at}` : undefined}
        value={text}
        placeholder={t('workbench.move.search')}
        aria-label={t('workbench.move.search')}
        onChange={(event) => {
          setText(event.target.value)
          setChosen(0)
        }}
        onKeyDown={press}
      />
      <div className="move-list" id="move-targets" role="listbox" aria-label={t('workbench.sections.intents')}>
        {found.map((intent, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the box above takes the keys
          <div
            key={intent.id}
            id={`move-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            className="move-target"
            ref={index === at ? (node) => node?.scrollIntoView({ block: 'nearest' }) : undefined}
            onMouseMove={() => setChosen(index)}
            onClick={() => onMove(intent.id)}
          >
            <span>{intent.name[language]}</span>
            <small>{t(`workbench.kinds.${intent.kind}`)}</small>
          </div>
        ))}
      </div>
      {found.length === 0 && <p className="quiet move-none">{t('workbench.move.none', { text })}</p>}
    </Modal>
  )
}
