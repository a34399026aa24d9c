import { Modal } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { KeyHint } from '../ui/key-hint.tsx'
import { useHotkeys } from '../ui/use-hotkeys.ts'
import { conversationKeys } from './conversation-keys.ts'

const openEvent = 'loopdesk:shortcuts'
export function openShortcutHelp(): void {
  window.dispatchEvent(new Event(openEvent))
}

const lines = [
  ['palette', 'Ctrl K'],
  ['next', conversationKeys.next],
  ['previous', conversationKeys.previous],
  ['take', conversationKeys.take],
  ['reply', conversationKeys.reply],
  ['note', conversationKeys.note],
  ['transfer', conversationKeys.transfer],
  ['giveBack', conversationKeys.giveBack],
  ['resolve', conversationKeys.resolve],
  ['ticket', conversationKeys.ticket],
  ['context', conversationKeys.context],
  ['insert', conversationKeys.insert],
  ['draft', conversationKeys.draft],
  ['lookUp', conversationKeys.lookUp],
  ['knowledgeNew', 'n'],
  ['knowledgeTest', 't'],
  ['help', '?'],
] as const

/** All keys on one page, opened by ?. */
export function ShortcutHelp() {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  useHotkeys({ '?': () => setOpen(true) })
  useEffect(() => {
    const show = () => setOpen(true)
    window.addEventListener(openEvent, show)
    return () => window.removeEventListener(openEvent, show)
  }, [])
  return (
    <Modal
      open={open}
      onCancel={() => setOpen(false)}
      footer={null}
      title={t('shell.keys.title')}
      width={400}
      destroyOnHidden
    >
      <dl className="shortcuts">
        {lines.map(([name, key]) => (
          <div key={name}>
            <dt>{t(`shell.keys.${name}`)}</dt>
            <dd>
              <KeyHint keys={key.length === 1 ? key.toUpperCase() : key} />
            </dd>
          </div>
        ))}
      </dl>
    </Modal>
  )
}
