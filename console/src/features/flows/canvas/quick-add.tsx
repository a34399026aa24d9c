import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { KindIcon } from '../kind-icon.tsx'
import type { Point } from '../model/flow-doc.ts'
import { useLanguage } from '../use-language.ts'
import { kindsMatching } from './palette.tsx'

interface Props {
  screen: Point
  onPick: (type: string) => void
  onClose: () => void
}

/** A little list to choose a kind from, where the new node will be: type, Enter. */
export function QuickAdd({ screen, onPick, onClose }: Props) {
  const { t } = useTranslation()
  const language = useLanguage()
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const box = useRef<HTMLDivElement>(null)
  const kinds = kindsMatching(text, language)
  useEffect(() => {
    const away = (event: PointerEvent) => {
      if (!box.current?.contains(event.target as Node)) onClose()
    }
    // The press that opened it ends first.
    const timer = setTimeout(() => window.addEventListener('pointerdown', away, true))
    return () => {
      clearTimeout(timer)
      window.removeEventListener('pointerdown', away, true)
    }
  }, [onClose])
  const left = Math.min(screen.x, window.innerWidth - 268)
  const top = Math.min(screen.y, window.innerHeight - 348)
  return (
    <div ref={box} className="quick-add" style={{ left, top }} role="dialog" aria-label={t('flows.palette.add')}>
      <input
        value={text}
        placeholder={t('flows.palette.search')}
        aria-label={t('flows.palette.search')}
        ref={(input) => input?.focus()}
        onChange={(event) => {
          setText(event.target.value)
          setAt(0)
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return
          if (event.key === 'Escape') onClose()
          if (event.key === 'ArrowDown') setAt(Math.min(at + 1, kinds.length - 1))
          if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0))
          if (event.key === 'Enter' && kinds[at]) onPick(kinds[at].type)
          if (['Escape', 'ArrowDown', 'ArrowUp', 'Enter'].includes(event.key)) event.preventDefault()
        }}
      />
      <ul>
        {kinds.map(({ type, kind }, index) => (
          <li key={type}>
            <button
              type="button"
              className={index === at ? 'is-at' : ''}
              ref={index === at ? (button) => button?.scrollIntoView({ block: 'nearest' }) : undefined}
              onClick={() => onPick(type)}
            >
              <KindIcon type={type} />
              <span>
                {kind.title[language]}
                <small>{kind.description[language]}</small>
              </span>
            </button>
          </li>
        ))}
        {kinds.length === 0 && <li className="quiet">{t('flows.palette.none', { text })}</li>}
      </ul>
    </div>
  )
}
