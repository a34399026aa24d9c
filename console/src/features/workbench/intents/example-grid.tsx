// biome-ignore-all lint/a11y/useSemanticElements: a table cannot draw only the rows in sight
import type { Example } from '@loopdesk/contracts/api/workbench.ts'
import { Button, Checkbox } from 'antd'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { KeyHint } from '../../../ui/key-hint.tsx'
import { useStable } from '../../../ui/use-stable.ts'
import { useWiderThan } from '../../../ui/use-width.ts'
import { useIntentName } from '../use-intents.ts'
import { useWindow } from '../use-window.ts'
import { startDragging } from './dragged.ts'
import { ExampleRow, type RowAction } from './example-row.tsx'
import { MoveDialog } from './move-dialog.tsx'
import { type Chosen, isOwn, type useExampleChanges } from './use-example-changes.ts'
import { useSelection } from './use-selection.ts'

interface Props {
  items: Example[]
  total: number | null
  intent: string | undefined
  /** How the whole list can be named in one request; null when filters make that impossible. */
  wholeList: Exclude<Chosen, { ids: string[] }> | null
  changes: ReturnType<typeof useExampleChanges>
  write: boolean
  onEnd(): void
}

/**
 * The rows themselves. With the keyboard: arrows walk, Space selects, Shift+arrows extend, Enter edits, M moves, S switches,
 * Delete deletes, Ctrl+A selects all. With the mouse: rows are dragged onto an intent.
 */
export function ExampleGrid({ items, total, intent, wholeList, changes, write, onEnd }: Props) {
  const { t } = useTranslation()
  const nameOf = useIntentName()
  const wide = useWiderThan(640)
  const rowHeight = wide ? 40 : 60
  const { scroller, from, to, measure, reveal } = useWindow(items.length, rowHeight)
  const [cursor, setCursor] = useState(0)
  const [editing, setEditing] = useState<string | null>(null)
  const [moving, setMoving] = useState<Example[] | 'all' | null>(null)
  const selection = useSelection(items)
  const grid = useRef<HTMLDivElement>(null)
  const at = Math.min(cursor, items.length - 1)
  const chosenRows = (row: Example) => (selection.has(row) ? selection.rows : [row])
  const idsOf = (rows: Example[]): Chosen => ({ ids: rows.map((row) => row.id) })
  const named = (rows: Example[]): Chosen => (selection.whole && wholeList ? wholeList : idsOf(rows))

  useEffect(() => {
    if (to >= items.length - 20) onEnd()
  }, [to, items.length, onEnd])

  const walk = (index: number, extend: boolean) => {
    const next = Math.min(Math.max(index, 0), items.length - 1)
    setCursor(next)
    reveal(next)
    grid.current?.focus({ preventScroll: true })
    if (extend) selection.extend(at, next)
  }
  const moveTo = (label: string) => {
    if (moving === 'all' && wholeList) void changes.move(wholeList, label, intent)
    else if (Array.isArray(moving))
      for (const [source, rows] of Map.groupBy(moving, (row) => row.intent))
        void changes.move(idsOf(rows), label, source)
    selection.clear()
    setMoving(null)
    grid.current?.focus()
  }
  const startMoving = (rows: Example[]) => setMoving(selection.whole && wholeList ? 'all' : rows)
  const remove = (rows: Example[]) => {
    void changes.remove(named(rows), rows)
    selection.clear()
  }
  const toggle = (rows: Example[]) => {
    const enabled = !rows.every((row) => row.enabled)
    if (rows.length === 1 && rows[0] && !selection.whole) void changes.change(rows[0], { enabled })
    else void changes.toggle(named(rows), enabled)
  }
  const act = useStable((row: Example, action: RowAction, value: string) => {
    const index = items.indexOf(row)
    if (action === 'extend') selection.extend(at, index)
    setCursor(index)
    if (action === 'select') selection.toggle(row)
    else if (action === 'edit') setEditing(row.id)
    else if (action === 'save') {
      setEditing(null)
      if (value.trim() && value.trim() !== row.text) void changes.change(row, { text: value.trim() })
      grid.current?.focus()
    } else if (action === 'switch') void changes.change(row, { enabled: !row.enabled })
    else if (action === 'move') setMoving([row])
    else if (action === 'delete') remove([row])
  })
  const press = (event: KeyboardEvent) => {
    if ((event.target as HTMLElement).closest('input, button')) return
    const row = items[at]
    if (!row) return
    const { key, shiftKey } = event
    if (key === 'ArrowDown') walk(at + 1, shiftKey)
    else if (key === 'ArrowUp') walk(at - 1, shiftKey)
    else if (key === 'PageDown') walk(at + 12, shiftKey)
    else if (key === 'PageUp') walk(at - 12, shiftKey)
    else if (key === 'Home') walk(0, shiftKey)
    else if (key === 'End') walk(items.length - 1, shiftKey)
    else if (!write) return
    else if (key === ' ') selection.toggle(row)
    else if (key === 'a' && (event.ctrlKey || event.metaKey)) selection.all()
    else if (event.ctrlKey || event.metaKey || event.altKey) return
    else if (key === 'Escape') selection.clear()
    else if ((key === 'Enter' || key === 'F2') && isOwn(row)) setEditing(row.id)
    else if (key === 'm') startMoving(chosenRows(row))
    else if (key === 's') toggle(chosenRows(row))
    else if (key === 'Delete' || key === 'Backspace') remove(chosenRows(row))
    else return
    event.preventDefault()
  }

  return (
    <>
      <div className="example-bar">
        {selection.count > 0 ? (
          <SelectionBar
            count={selection.whole && total !== null ? total : selection.count}
            more={
              wholeList &&
              !selection.whole &&
              total !== null &&
              total > selection.count &&
              selection.count === items.length
                ? total
                : null
            }
            onWhole={selection.chooseWhole}
            onMove={() => startMoving(selection.rows)}
            onToggle={() => toggle(selection.rows)}
            onDelete={() => remove(selection.rows)}
            onClear={selection.clear}
          />
        ) : (
          <>
            <span className="quiet">{total !== null && t('workbench.examples.total', { count: total })}</span>
            {write && wide && <GridKeys />}
          </>
        )}
      </div>
      <div ref={scroller} className="example-scroller" onScroll={measure}>
        <div
          ref={grid}
          role="grid"
          tabIndex={0}
          className="example-grid"
          aria-label={t('workbench.examples.title')}
          aria-rowcount={total ?? items.length}
          aria-multiselectable="true"
          aria-activedescendant={items[at] && at >= from && at < to ? `example-${items[at].id}` : undefined}
          style={{ height: items.length * rowHeight }}
          onKeyDown={press}
        >
          {items.slice(from, to).map((row, offset) => (
            <ExampleRow
              key={row.id}
              example={row}
              index={from + offset}
              rowHeight={rowHeight}
              wide={wide}
              write={write}
              focused={from + offset === at}
              selected={selection.whole || selection.has(row)}
              editing={editing === row.id}
              intentName={intent === undefined || row.intent !== intent ? nameOf(row.intent) : null}
              cameFrom={row.movedFrom ? nameOf(row.movedFrom) : null}
              onAction={act}
              onCancel={() => {
                setEditing(null)
                grid.current?.focus()
              }}
              onDragStart={(event) => {
                const rows = chosenRows(row).filter((each) => each.intent === row.intent)
                const dragged = { ids: rows.map((each) => each.id), from: row.intent }
                startDragging(event, dragged, t('workbench.examples.dragging', { count: rows.length }))
              }}
            />
          ))}
        </div>
      </div>
      {moving && (
        <MoveDialog
          count={moving === 'all' ? (total ?? 0) : moving.length}
          except={intent}
          onMove={moveTo}
          onClose={() => setMoving(null)}
        />
      )}
    </>
  )
}

interface BarProps {
  count: number
  /** How many there would be if the whole list were chosen; null when that makes no difference. */
  more: number | null
  onWhole(): void
  onMove(): void
  onToggle(): void
  onDelete(): void
  onClear(): void
}

function SelectionBar({ count, more, onWhole, onMove, onToggle, onDelete, onClear }: BarProps) {
  const { t } = useTranslation()
  return (
    <div className="selection-bar">
      <Checkbox
        checked
        indeterminate={more !== null}
        onChange={onClear}
        aria-label={t('workbench.examples.unselect')}
      />
      <span>{t('workbench.examples.selected', { count })}</span>
      {more !== null && (
        <Button type="link" size="small" onClick={onWhole}>
          {t('workbench.examples.selectAll', { count: more })}
        </Button>
      )}
      <Button size="small" onClick={onMove}>
        {t('workbench.examples.move')}
      </Button>
      <Button size="small" onClick={onToggle}>
        {t('workbench.examples.switch')}
      </Button>
      <Button size="small" danger onClick={onDelete}>
        {t('workbench.examples.delete')}
      </Button>
    </div>
  )
}

function GridKeys() {
  const { t } = useTranslation()
  const keys = [
    ['Enter', t('workbench.examples.edit')],
    ['Space', t('workbench.examples.select')],
    ['M', t('workbench.examples.move')],
    ['S', t('workbench.examples.switch')],
    ['Del', t('workbench.examples.delete')],
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
