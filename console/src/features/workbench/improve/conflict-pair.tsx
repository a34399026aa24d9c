import type { Conflict, Example } from '@loopdesk/contracts/api/workbench.ts'
import { Button } from 'antd'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { KeyHint } from '../../../ui/key-hint.tsx'
import { percent } from '../figures.tsx'
import { useIntentName } from '../use-intents.ts'

/** `left` and `right`: that intent is the right one for both; `both`: each is right where it is. */
export type Resolution = 'left' | 'right' | 'both' | 'offA' | 'offB'

interface Props {
  pair: Conflict
  current: boolean
  write: boolean
  onFocus(): void
  onResolve(resolution: Resolution): void
}

export function ConflictPair({ pair, current, write, onFocus, onResolve }: Props) {
  const { t } = useTranslation()
  const row = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (current) row.current?.scrollIntoView({ block: 'nearest' })
  }, [current])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the arrow keys do the same
    <li ref={row} className={`pair${current ? ' pair-current' : ''}`} onClick={onFocus}>
      <Side example={pair.a} write={write} onOff={() => onResolve('offA')}>
        <Button size="small" onClick={() => onResolve('left')}>
          {current && <KeyHint keys="←" />} {t('workbench.conflicts.keep')}
        </Button>
      </Side>
      <div className="pair-middle">
        <span className={`tag ${pair.kind === 'same' ? 'tag-bad' : 'tag-warn'}`}>
          {pair.kind === 'same' ? t('workbench.conflicts.kinds.same') : percent(pair.similarity, 0)}
        </span>
        {write && (
          <Button size="small" type="text" onClick={() => onResolve('both')}>
            {t('workbench.conflicts.both')} {current && <KeyHint keys="B" />}
          </Button>
        )}
      </div>
      <Side example={pair.b} write={write} onOff={() => onResolve('offB')}>
        <Button size="small" onClick={() => onResolve('right')}>
          {t('workbench.conflicts.keep')} {current && <KeyHint keys="→" />}
        </Button>
      </Side>
    </li>
  )
}

interface SideProps {
  example: Example
  write: boolean
  onOff(): void
  children: React.ReactNode
}

function Side({ example, write, onOff, children }: SideProps) {
  const { t } = useTranslation()
  const nameOf = useIntentName()
  return (
    <div className="pair-side">
      <Link to={`/understanding/intents/${encodeURIComponent(example.intent)}`} className="pair-intent">
        {nameOf(example.intent)}
      </Link>
      <p>{example.text}</p>
      <div className="buttons">
        {write && children}
        {write && (
          <Button size="small" type="text" onClick={onOff}>
            {t('workbench.conflicts.off')}
          </Button>
        )}
        <small>{t(`workbench.sources.${example.source}`)}</small>
      </div>
    </div>
  )
}
