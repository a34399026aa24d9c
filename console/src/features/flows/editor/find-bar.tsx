import { CloseOutlined, DownOutlined, UpOutlined } from '@ant-design/icons'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { findNodes } from '../model/navigate.ts'
import { Small } from '../properties/nested-fields.tsx'
import { useDesk } from './use-editor.ts'

/** Finds nodes by name, words or tool and goes from one to the next. */
export function FindBar({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { editor } = useDesk()
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const found = findNodes(editor.doc(), text)
  const go = (index: number) => {
    if (found.length === 0) return
    const next = (index + found.length) % found.length
    setAt(next)
    editor.show([found[next]!])
  }
  return (
    <search className="find-bar">
      <input
        value={text}
        placeholder={t('flows.canvas.find')}
        aria-label={t('flows.canvas.find')}
        ref={(input) => {
          if (input && document.activeElement !== input && text === '') input.focus()
        }}
        onChange={(event) => {
          setText(event.target.value)
          setAt(0)
          const first = findNodes(editor.doc(), event.target.value)[0]
          if (first) editor.show([first])
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return
          if (event.key === 'Enter') go(at + (event.shiftKey ? -1 : 1))
          if (event.key === 'Escape') onClose()
        }}
      />
      <span className="num quiet">
        {text &&
          (found.length ? t('flows.canvas.found', { at: at + 1, count: found.length }) : t('flows.canvas.notFound'))}
      </span>
      <Small name={t('flows.canvas.previous')} onPress={() => go(at - 1)}>
        <UpOutlined />
      </Small>
      <Small name={t('flows.canvas.next')} onPress={() => go(at + 1)}>
        <DownOutlined />
      </Small>
      <Small name={t('common.close')} onPress={onClose}>
        <CloseOutlined />
      </Small>
    </search>
  )
}
