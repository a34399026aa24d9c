// biome-ignore-all lint/a11y/useSemanticElements: a table cannot draw only the rows in sight
import type { EntryFilter, EntrySummary } from '@loopdesk/contracts/api/knowledge/entries.ts'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { KeyHint } from '../../../ui/key-hint.tsx'
import { useHotkeys } from '../../../ui/use-hotkeys.ts'
import { useStable } from '../../../ui/use-stable.ts'
import { useWiderThan } from '../../../ui/use-width.ts'
import { useWindow } from '../../workbench/use-window.ts'
import { useAudienceName } from '../use-audiences.ts'
import { useCategoryName } from '../use-categories.ts'
import { BulkBar } from './bulk-bar.tsx'
import { EntryRow } from './entry-row.tsx'
import { useChosen } from './use-chosen.ts'

interface Props {
  items: EntrySummary[]
  total: number | null
  filter: EntryFilter
  write: boolean
  /** Search part of the address, so that coming back shows the same list. */
  search: string
  onEnd(): void
  onNew(): void
}

/** The rows. J, K and the arrows walk, Enter and E open, Space chooses, Shift extends, Ctrl+A takes all, N begins a new one. */
export function EntryGrid({ items, total, filter, write, search, onEnd, onNew }: Props) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const wide = useWiderThan(1100)
  const height = 48
  const { scroller, from, to, measure, reveal } = useWindow(items.length, height)
  const [cursor, setCursor] = useState(0)
  const grid = useRef<HTMLDivElement>(null)
  const chosen = useChosen(items)
  const category = useCategoryName()
  const audience = useAudienceName()
  const at = Math.min(cursor, items.length - 1)
  const addressOf = (entry: EntrySummary) => `/knowledge/entries/${encodeURIComponent(entry.id)}${search}`

  useEffect(() => {
    if (to >= items.length - 20) onEnd()
  }, [to, items.length, onEnd])
  const walk = (index: number, stretch = false) => {
    const next = Math.min(Math.max(index, 0), items.length - 1)
    setCursor(next)
    reveal(next)
    grid.current?.focus({ preventScroll: true })
    if (stretch && write) chosen.stretch(at, next)
  }
  const open = () => {
    const row = items[at]
    if (row) void navigate(addressOf(row))
  }
  const focus = useStable((index: number) => setCursor(index))
  const choose = useStable((entry: EntrySummary, stretch: boolean) => {
    const index = items.indexOf(entry)
    if (stretch) chosen.stretch(at, index)
    else chosen.toggle(entry.id)
    setCursor(index)
  })
  useHotkeys({
    j: () => walk(at + 1),
    k: () => walk(at - 1),
    e: write ? open : undefined,
    n: write ? onNew : undefined,
    x: write ? () => items[at] && chosen.toggle(items[at].id) : undefined,
    escape: chosen.count > 0 ? chosen.clear : undefined,
  })
  const press = (event: KeyboardEvent) => {
    if ((event.target as HTMLElement).closest('input, button')) return
    const { key, shiftKey } = event
    if (key === 'ArrowDown') walk(at + 1, shiftKey)
    else if (key === 'ArrowUp') walk(at - 1, shiftKey)
    else if (key === 'PageDown') walk(at + 12, shiftKey)
    else if (key === 'PageUp') walk(at - 12, shiftKey)
    else if (key === 'Home') walk(0, shiftKey)
    else if (key === 'End') walk(items.length - 1, shiftKey)
    else if (key === 'Enter') open()
    else if (key === ' ' && write && items[at]) chosen.toggle(items[at].id)
    else if (key === 'a' && write && (event.ctrlKey || event.metaKey)) chosen.all()
    else return
    event.preventDefault()
  }
  return (
    <>
      <div className="entry-bar">
        {chosen.count > 0 ? (
          <BulkBar chosen={chosen} total={total} filter={filter} />
        ) : (
          <>
            <span className="quiet">{total !== null && t('knowledge.entries.total', { count: total })}</span>
            {wide && <GridKeys write={write} />}
          </>
        )}
      </div>
      <div ref={scroller} className="entry-scroller" onScroll={measure}>
        {wide && <Headings write={write} />}
        <div
          ref={grid}
          role="grid"
          tabIndex={0}
          className="entry-grid"
          aria-label={t('knowledge.sections.entries')}
          aria-rowcount={total ?? items.length}
          aria-multiselectable={write}
          aria-activedescendant={items[at] && at >= from && at < to ? `entry-${items[at].id}` : undefined}
          style={{ height: items.length * height }}
          onKeyDown={press}
        >
          {items.slice(from, to).map((entry, offset) => (
            <EntryRow
              key={entry.id}
              entry={entry}
              index={from + offset}
              height={height}
              wide={wide}
              focused={from + offset === at}
              chosen={chosen.has(entry.id)}
              onChoose={write ? choose : null}
              onFocus={focus}
              to={addressOf(entry)}
              category={entry.category && category.path(entry.category)}
              audiences={entry.audiences.map(audience).join('、')}
            />
          ))}
        </div>
      </div>
    </>
  )
}

/** What stands below each; the rows say it for those who hear the page. */
function Headings({ write }: { write: boolean }) {
  const { t } = useTranslation()
  return (
    <div className="entry-headings" aria-hidden="true">
      {write && <span className="entry-check" />}
      <span className="entry-main">{t('knowledge.editor.title')}</span>
      <span className="entry-audience">{t('knowledge.entries.audience')}</span>
      <span className="entry-languages">{t('knowledge.preview.language')}</span>
      <span className="num">{t('knowledge.entries.asked')}</span>
      <span className="entry-state">{t('knowledge.documents.state')}</span>
      <span className="entry-owner">{t('knowledge.entries.owner')}</span>
      <span className="entry-time">{t('knowledge.editor.updated')}</span>
    </div>
  )
}

function GridKeys({ write }: { write: boolean }) {
  const { t } = useTranslation()
  const keys = [
    ['J K', t('knowledge.entries.keys.walk')],
    ['Enter', t('knowledge.entries.keys.open')],
    ...(write
      ? ([
          ['N', t('knowledge.entries.keys.new')],
          ['X', t('knowledge.entries.keys.choose')],
        ] as const)
      : []),
  ] as const
  return (
    <span className="key-line">
      {keys.map(([key, words]) => (
        <span key={key}>
          <KeyHint keys={key} /> {words}
        </span>
      ))}
    </span>
  )
}
