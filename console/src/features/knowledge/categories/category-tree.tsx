// biome-ignore-all lint/a11y/useKeyWithClickEvents: the tree takes the keys for all of its rows
import { MoreOutlined, PlusOutlined } from '@ant-design/icons'
import type { Category } from '@loopdesk/contracts/api/knowledge/categories.ts'
import { inLanguage } from '@loopdesk/contracts/knowledge.ts'
import { Button, Dropdown, Input } from 'antd'
import { type DragEvent, type KeyboardEvent, useId, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../../../app/session.tsx'
import { ErrorState, LoadingState } from '../../../ui/states.tsx'
import { useLanguage } from '../../flows/use-language.ts'
import { useWindow } from '../../workbench/use-window.ts'
import { useCategories } from '../use-categories.ts'
import { CategoryForm, type FormMode } from './category-form.tsx'
import { DeleteCategory } from './delete-category.tsx'
import { mayMove, type TreeRow, treeRows, withParents } from './tree-rows.ts'
import { useCategoryChanges } from './use-category-changes.ts'

const rowHeight = 32
const dragType = 'application/x-loopdesk-category'

interface Props {
  chosen: string | undefined
  /** Undefined: everything. */
  onChoose(id: string | undefined): void
  /** Which number stands at each. */
  count: 'entries' | 'documents'
}

/** Categories of any depth: chosen, searched, walked with the arrow keys, dragged below another one. */
export function CategoryTree({ chosen, onChoose, count }: Props) {
  const { t } = useTranslation()
  const { can } = useSession()
  const { query, categories } = useCategories()
  const [text, setText] = useState('')
  const [form, setForm] = useState<FormMode | null>(null)
  const [deleting, setDeleting] = useState<Category | null>(null)
  const words = text.trim().toLowerCase()
  const shown = useMemo(
    () =>
      words
        ? withParents(categories, ({ name, id }) =>
            `${name.zh ?? ''} ${name.en ?? ''} ${id}`.toLowerCase().includes(words),
          )
        : categories,
    [categories, words],
  )
  const write = can('knowledge.write')
  if (query.isLoadingError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />
  if (query.isPending) return <LoadingState />
  return (
    <>
      <div className="cat-tools">
        <Input
          size="small"
          variant="filled"
          allowClear
          value={text}
          placeholder={t('knowledge.categories.search')}
          aria-label={t('knowledge.categories.search')}
          onChange={(event) => setText(event.target.value)}
        />
        {write && (
          <Button
            size="small"
            type="text"
            icon={<PlusOutlined />}
            aria-label={t('knowledge.categories.create')}
            title={t('knowledge.categories.create')}
            onClick={() => setForm({ parent: chosen ?? null })}
          />
        )}
      </div>
      <button
        type="button"
        className={`cat-row cat-all${chosen === undefined ? ' cat-chosen' : ''}`}
        aria-pressed={chosen === undefined}
        onClick={() => onChoose(undefined)}
      >
        <span className="cat-name">{t('knowledge.categories.all')}</span>
      </button>
      {shown.length === 0 && (
        <p className="quiet cat-none">{t(words ? 'knowledge.categories.noneFound' : 'knowledge.categories.none')}</p>
      )}
      <Tree
        categories={shown}
        flat={words !== ''}
        chosen={chosen}
        onChoose={onChoose}
        count={count}
        write={write}
        onForm={setForm}
        onDelete={setDeleting}
      />
      <CategoryForm
        mode={form}
        onClose={() => setForm(null)}
        onMade={(id) => {
          setForm(null)
          onChoose(id)
        }}
      />
      <DeleteCategory
        category={deleting}
        onClose={() => setDeleting(null)}
        onDeleted={(id) => {
          setDeleting(null)
          if (id === chosen) onChoose(undefined)
        }}
      />
    </>
  )
}

interface TreeProps extends Props {
  categories: Category[]
  flat: boolean
  write: boolean
  onForm(mode: FormMode): void
  onDelete(category: Category): void
}

function Tree({ categories, flat, chosen, onChoose, count, write, onForm, onDelete }: TreeProps) {
  const { t } = useTranslation()
  const [closed, setClosed] = useState<Set<string>>(new Set())
  const rows = useMemo(() => treeRows(categories, { closed, flat }), [categories, closed, flat])
  const [focused, setFocused] = useState(chosen)
  const { scroller, from, to, measure, reveal } = useWindow(rows.length, rowHeight)
  const changes = useCategoryChanges()
  const id = useId()
  const at = Math.max(
    0,
    rows.findIndex((row) => row.node.id === focused),
  )
  const fold = (row: TreeRow<Category>, open: boolean) =>
    setClosed((now) => {
      const next = new Set(now)
      if (open) next.delete(row.node.id)
      else next.add(row.node.id)
      return next
    })
  const focus = (index: number) => {
    const row = rows[Math.min(Math.max(index, 0), rows.length - 1)]
    if (!row) return
    setFocused(row.node.id)
    reveal(rows.indexOf(row))
  }
  const press = (event: KeyboardEvent) => {
    const row = rows[at]
    if (!row || (event.target as HTMLElement).closest('button')) return
    if (event.key === 'ArrowDown') focus(at + 1)
    else if (event.key === 'ArrowUp') focus(at - 1)
    else if (event.key === 'Home') focus(0)
    else if (event.key === 'End') focus(rows.length - 1)
    else if (event.key === 'ArrowRight') fold(row, true)
    else if (event.key === 'ArrowLeft') fold(row, false)
    else if (event.key === 'Enter' || event.key === ' ') onChoose(row.node.id)
    else return
    event.preventDefault()
  }
  const move = (dragged: string, parent: string | null) => {
    if (mayMove(categories, dragged, parent)) changes.move(dragged, parent)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping beside the rows means the top
    <div
      ref={scroller}
      className="cat-tree"
      onScroll={measure}
      onDragOver={(event) => event.dataTransfer.types.includes(dragType) && event.preventDefault()}
      onDrop={(event) => move(event.dataTransfer.getData(dragType), null)}
    >
      <div
        role="tree"
        aria-label={t('knowledge.categories.title')}
        tabIndex={0}
        aria-activedescendant={rows.length > 0 && at >= from && at < to ? `${id}${at}` : undefined}
        style={{ height: rows.length * rowHeight, position: 'relative' }}
        onKeyDown={press}
      >
        {rows.slice(from, to).map((row, offset) => (
          <Row
            key={row.node.id}
            id={`${id}${from + offset}`}
            row={row}
            top={(from + offset) * rowHeight}
            chosen={row.node.id === chosen}
            focused={from + offset === at}
            count={count === 'entries' ? row.node.entries.all : row.node.documents}
            write={write}
            onPress={() => {
              setFocused(row.node.id)
              onChoose(row.node.id)
            }}
            onFold={() => fold(row, !row.open)}
            onDropHere={(dragged) => move(dragged, row.node.id)}
            onForm={onForm}
            onDelete={() => onDelete(row.node)}
          />
        ))}
      </div>
    </div>
  )
}

interface RowProps {
  id: string
  row: TreeRow<Category>
  top: number
  chosen: boolean
  focused: boolean
  count: number
  write: boolean
  onPress(): void
  onFold(): void
  onDropHere(dragged: string): void
  onForm(mode: FormMode): void
  onDelete(): void
}

function Row(props: RowProps) {
  const { id, row, top, chosen, focused, count, write, onPress, onFold, onDropHere } = props
  const { t } = useTranslation()
  const language = useLanguage()
  const [over, setOver] = useState(false)
  const { node, depth } = row
  const name = inLanguage(node.name, language)
  const drop = (event: DragEvent) => {
    const dragged = event.dataTransfer.getData(dragType)
    setOver(false)
    if (!dragged) return
    event.preventDefault()
    event.stopPropagation()
    onDropHere(dragged)
  }
  const classes = ['cat-row']
  if (chosen) classes.push('cat-chosen')
  if (focused) classes.push('cat-focused')
  if (over) classes.push('cat-over')
  return (
    <div
      id={id}
      role="treeitem"
      tabIndex={-1}
      aria-level={depth + 1}
      aria-selected={chosen}
      aria-expanded={row.children > 0 ? row.open : undefined}
      className={classes.join(' ')}
      style={{ position: 'absolute', top, left: 0, right: 0, paddingLeft: 8 + depth * 14 }}
      draggable={write}
      onClick={onPress}
      onDragStart={(event) => {
        event.dataTransfer.setData(dragType, node.id)
        event.dataTransfer.effectAllowed = 'move'
      }}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes(dragType)) return
        event.preventDefault()
        event.stopPropagation()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <span
        className={`fold${row.open && row.children > 0 ? ' fold-open' : ''}`}
        aria-hidden="true"
        onClick={(event) => {
          event.stopPropagation()
          onFold()
        }}
      >
        {row.children > 0 && '›'}
      </span>
      <span className="cat-name" title={name}>
        {node.icon && <span aria-hidden="true">{node.icon} </span>}
        {name}
      </span>
      <span className="num quiet cat-count">{count || ''}</span>
      {write && (
        <Dropdown
          trigger={['click']}
          menu={{
            items: [
              {
                key: 'add',
                label: t('knowledge.categories.createBelow'),
                onClick: () => props.onForm({ parent: node.id }),
              },
              { key: 'edit', label: t('knowledge.categories.edit'), onClick: () => props.onForm({ edit: node }) },
              { key: 'delete', danger: true, label: t('knowledge.categories.delete'), onClick: props.onDelete },
            ],
            onClick: ({ domEvent }) => domEvent.stopPropagation(),
          }}
        >
          <button
            type="button"
            className="cat-more"
            tabIndex={-1}
            aria-label={t('knowledge.categories.actions', { name })}
            onClick={(event) => event.stopPropagation()}
          >
            <MoreOutlined />
          </button>
        </Dropdown>
      )}
    </div>
  )
}
