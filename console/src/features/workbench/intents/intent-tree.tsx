import { PlusOutlined, SearchOutlined, UploadOutlined } from '@ant-design/icons'
import type { Intent } from '@loopdesk/contracts/api/workbench.ts'
import { Button, Input, Segmented, Tooltip } from 'antd'
import { type DragEvent, type KeyboardEvent, useDeferredValue, useEffect, useId, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../../../app/session.tsx'
import { EmptyState } from '../../../ui/states.tsx'
import { useIntents, useLanguage } from '../use-intents.ts'
import { useWindow } from '../use-window.ts'
import { type Dragged, droppedExamples, holdsExamples } from './dragged.ts'
import { everything, type Order, type TreeRow, treeRows } from './tree-rows.ts'

const rowHeight = 34
const orders: Order[] = ['name', 'weak', 'examples']

interface Props {
  chosen: string | undefined
  onChoose(label: string): void
  onCreate(): void
  onImport(): void
  onDrop(dragged: Dragged, to: string): void
}

/** All intents as a tree that is searched, walked with the arrow keys, and takes examples that are dropped on it. */
export function IntentTree({ chosen, onChoose, onCreate, onImport, onDrop }: Props) {
  const { t } = useTranslation()
  const { can } = useSession()
  const { query, intents } = useIntents()
  const [text, setText] = useState('')
  const [order, setOrder] = useState<Order>('name')
  const words = useDeferredValue(text.trim().toLowerCase())
  const found = useMemo(
    () =>
      words ? intents.filter(({ name, id }) => `${name.zh} ${name.en} ${id}`.toLowerCase().includes(words)) : intents,
    [intents, words],
  )
  return (
    <>
      <div className="intents-tools">
        <Input
          prefix={<SearchOutlined />}
          allowClear
          variant="filled"
          value={text}
          placeholder={t('workbench.intents.search')}
          aria-label={t('workbench.intents.search')}
          onChange={(event) => setText(event.target.value)}
        />
        {can('understanding.write') && (
          <>
            <Tooltip title={t('workbench.intents.create')}>
              <Button icon={<PlusOutlined />} aria-label={t('workbench.intents.create')} onClick={onCreate} />
            </Tooltip>
            <Tooltip title={t('workbench.import.title')}>
              <Button icon={<UploadOutlined />} aria-label={t('workbench.import.title')} onClick={onImport} />
            </Tooltip>
          </>
        )}
      </div>
      <Segmented<Order>
        className="intents-order"
        size="small"
        block
        value={order}
        aria-label={t('workbench.intents.order')}
        options={orders.map((value) => ({ value, label: t(`workbench.intents.orders.${value}`) }))}
        onChange={setOrder}
      />
      <button
        type="button"
        className={`intent-row intents-all${chosen === everything ? ' intent-chosen' : ''}`}
        aria-pressed={chosen === everything}
        onClick={() => onChoose(everything)}
      >
        <span className="intent-name">{t('workbench.intents.all')}</span>
        <span className="num quiet">{query.data?.examples.total.toLocaleString()}</span>
      </button>
      {found.length === 0 ? (
        <EmptyState
          title={words ? t('workbench.intents.noneFound', { text }) : t('workbench.intents.empty')}
          help={words ? t('workbench.intents.noneFoundHelp') : t('workbench.intents.emptyHelp')}
        />
      ) : (
        <Tree intents={found} order={order} flat={words !== ''} chosen={chosen} onChoose={onChoose} onDrop={onDrop} />
      )}
    </>
  )
}

interface TreeProps extends Pick<Props, 'chosen' | 'onChoose' | 'onDrop'> {
  intents: Intent[]
  order: Order
  flat: boolean
}

function Tree({ intents, order, flat, chosen, onChoose, onDrop }: TreeProps) {
  const { t } = useTranslation()
  const [closed, setClosed] = useState<Set<string>>(new Set())
  const rows = useMemo(() => treeRows(intents, { order, closed, flat }), [intents, order, closed, flat])
  const [focused, setFocused] = useState(chosen)
  const { scroller, from, to, measure, reveal } = useWindow(rows.length, rowHeight)
  const id = useId()
  const at = Math.max(
    0,
    rows.findIndex((row) => row.key === focused),
  )
  useEffect(() => setFocused(chosen), [chosen])
  useEffect(() => {
    const index = rows.findIndex((row) => row.key === chosen)
    if (index >= 0) reveal(index)
  }, [chosen, rows, reveal])

  const fold = (row: TreeRow, open: boolean) =>
    setClosed((now) => {
      const next = new Set(now)
      if (open) next.delete(row.key)
      else next.add(row.key)
      return next
    })
  const focus = (index: number) => {
    const row = rows[Math.min(Math.max(index, 0), rows.length - 1)]
    if (!row) return
    setFocused(row.key)
    reveal(rows.indexOf(row))
  }
  const activate = (row: TreeRow) => (row.type === 'kind' ? fold(row, !row.open) : onChoose(row.key))
  const press = (event: KeyboardEvent) => {
    const row = rows[at]
    if (!row) return
    if (event.key === 'ArrowDown') focus(at + 1)
    else if (event.key === 'ArrowUp') focus(at - 1)
    else if (event.key === 'Home') focus(0)
    else if (event.key === 'End') focus(rows.length - 1)
    else if (event.key === 'ArrowRight') fold(row, true)
    else if (event.key === 'ArrowLeft') fold(row, false)
    else if (event.key === 'Enter' || event.key === ' ') activate(row)
    else return
    event.preventDefault()
  }
  return (
    <div
      ref={scroller}
      className="intents-tree"
      role="tree"
      aria-label={t('workbench.sections.intents')}
      tabIndex={0}
      aria-activedescendant={at >= from && at < to ? `${id}${at}` : undefined}
      onScroll={measure}
      onKeyDown={press}
    >
      <div role="presentation" style={{ height: rows.length * rowHeight, position: 'relative' }}>
        {rows.slice(from, to).map((row, offset) => (
          <Row
            key={row.key}
            id={`${id}${from + offset}`}
            row={row}
            top={(from + offset) * rowHeight}
            chosen={row.key === chosen}
            focused={from + offset === at}
            onPress={() => {
              setFocused(row.key)
              activate(row)
            }}
            onFold={() => fold(row, !row.open)}
            onDrop={onDrop}
          />
        ))}
      </div>
    </div>
  )
}

interface RowProps {
  id: string
  row: TreeRow
  top: number
  chosen: boolean
  focused: boolean
  onPress(): void
  onFold(): void
  onDrop(dragged: Dragged, to: string): void
}

function Row({ id, row, top, chosen, focused, onPress, onFold, onDrop }: RowProps) {
  const [over, setOver] = useState(false)
  const folds = row.type === 'kind' || row.children > 0
  const target = row.type === 'intent' ? row.intent.id : null
  const dragOver = (event: DragEvent) => {
    if (!target || !holdsExamples(event)) return
    event.preventDefault()
    event.dataTransfer.dropEffect = 'move'
    setOver(true)
  }
  const drop = (event: DragEvent) => {
    setOver(false)
    const dragged = droppedExamples(event)
    if (!dragged || !target) return
    event.preventDefault()
    if (dragged.from !== target) onDrop(dragged, target)
  }
  const classes = ['intent-row', `intent-row-${row.type}`]
  if (chosen) classes.push('intent-chosen')
  if (focused) classes.push('intent-focused')
  if (over) classes.push('intent-over')
  const depth = row.type === 'kind' ? 0 : row.depth
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree takes the keys for all of its rows
    <div
      id={id}
      role="treeitem"
      tabIndex={-1}
      aria-level={depth + 1}
      aria-selected={chosen}
      aria-expanded={folds ? row.open : undefined}
      className={classes.join(' ')}
      style={{ position: 'absolute', top, left: 0, right: 0, paddingLeft: 10 + depth * 14 }}
      onClick={onPress}
      onDragOver={dragOver}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      {folds ? (
        <span
          className={`fold${row.open ? ' fold-open' : ''}`}
          aria-hidden="true"
          onClick={(event) => {
            event.stopPropagation()
            onFold()
          }}
        >
          ›
        </span>
      ) : (
        depth > 0 && <span className="fold" />
      )}
      {row.type === 'kind' ? <KindWords row={row} /> : <IntentWords intent={row.intent} />}
    </div>
  )
}

function KindWords({ row }: { row: Extract<TreeRow, { type: 'kind' }> }) {
  const { t } = useTranslation()
  return (
    <>
      <span className="intent-name">{t(`workbench.kinds.${row.kind}`)}</span>
      <span className="num quiet">{row.count}</span>
    </>
  )
}

function IntentWords({ intent }: { intent: Intent }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const weak = intent.weak >= 0.5 ? 'bad' : intent.weak >= 0.25 ? 'warn' : null
  return (
    <>
      <span className="intent-name" title={intent.id}>
        {intent.name[language]}
      </span>
      {weak && (
        <span
          role="img"
          className={`weak-mark weak-${weak}`}
          aria-label={t('workbench.intents.weak')}
          title={intent.reasons.map((reason) => t(`workbench.reasons.${reason}`)).join('；')}
        />
      )}
      {intent.conflicts > 0 && (
        <span className="tag tag-warn" title={t('workbench.intents.conflicts', { count: intent.conflicts })}>
          {intent.conflicts}
        </span>
      )}
      <span className="num quiet">{intent.examples.on.toLocaleString()}</span>
    </>
  )
}
