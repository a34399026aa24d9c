// biome-ignore-all lint/a11y/useSemanticElements: a table cannot draw only the rows in sight
import { DeleteOutlined, EditOutlined, SwapOutlined } from '@ant-design/icons'
import type { Example } from '@loopdesk/contracts/api/workbench.ts'
import { Button, Checkbox, Switch, Tooltip } from 'antd'
import { type DragEvent, memo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isOwn } from './use-example-changes.ts'

export type RowAction = 'focus' | 'extend' | 'select' | 'edit' | 'save' | 'switch' | 'move' | 'delete'

interface Props {
  example: Example
  index: number
  rowHeight: number
  wide: boolean
  write: boolean
  focused: boolean
  selected: boolean
  editing: boolean
  /** Shown where the list holds examples of several intents. */
  intentName: string | null
  cameFrom: string | null
  onAction(example: Example, action: RowAction, value: string): void
  onCancel(): void
  onDragStart(event: DragEvent): void
}

/** One example: its words, where it comes from, and what can be done with it. */
export const ExampleRow = memo(function ExampleRow(props: Props) {
  const { example, index, rowHeight, write, wide, focused, selected, editing, intentName, onAction } = props
  const { t } = useTranslation()
  const own = isOwn(example)
  const classes = ['example-row']
  if (focused) classes.push('example-focused')
  if (selected) classes.push('example-selected')
  if (!example.enabled || example.heldFor) classes.push('example-off')
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid takes the keys for all of its rows
    <div
      id={`example-${example.id}`}
      role="row"
      tabIndex={-1}
      aria-rowindex={index + 1}
      aria-selected={selected}
      className={classes.join(' ')}
      style={{ top: index * rowHeight, height: rowHeight }}
      draggable={write && !editing}
      onDragStart={props.onDragStart}
      onClick={(event) => {
        if ((event.target as HTMLElement).closest('input, button, label')) return
        onAction(example, event.shiftKey ? 'extend' : event.ctrlKey || event.metaKey ? 'select' : 'focus', '')
      }}
      onDoubleClick={() => own && write && onAction(example, 'edit', '')}
    >
      {write && (
        <span role="gridcell" tabIndex={-1} className="example-check">
          <Checkbox
            tabIndex={-1}
            checked={selected}
            aria-label={t('workbench.examples.select')}
            onChange={() => onAction(example, 'select', '')}
          />
        </span>
      )}
      <span role="gridcell" tabIndex={-1} className="example-text" title={editing ? undefined : example.text}>
        {editing ? (
          <EditBox text={example.text} onSave={(text) => onAction(example, 'save', text)} onCancel={props.onCancel} />
        ) : (
          example.text
        )}
      </span>
      {!editing && (
        <span role="gridcell" tabIndex={-1} className="example-tags">
          {intentName && <span className="tag">{intentName}</span>}
          {example.heldFor && <span className="tag tag-warn">{t('workbench.states.held')}</span>}
          {props.cameFrom && (
            <Tooltip title={t('workbench.examples.movedFrom', { name: props.cameFrom })}>
              <span className="tag">{t('workbench.states.moved')}</span>
            </Tooltip>
          )}
          {(wide || !own) && <small>{t(`workbench.sources.${example.source}`)}</small>}
        </span>
      )}
      {write && !editing && (
        <span role="gridcell" tabIndex={-1} className="example-actions">
          {wide && (
            <span className="example-hover">
              {own && (
                <Button
                  type="text"
                  size="small"
                  tabIndex={-1}
                  icon={<EditOutlined />}
                  aria-label={t('workbench.examples.edit')}
                  onClick={() => onAction(example, 'edit', '')}
                />
              )}
              <Button
                type="text"
                size="small"
                tabIndex={-1}
                icon={<SwapOutlined />}
                aria-label={t('workbench.examples.move')}
                onClick={() => onAction(example, 'move', '')}
              />
              {own && (
                <Button
                  type="text"
                  size="small"
                  tabIndex={-1}
                  icon={<DeleteOutlined />}
                  aria-label={t('workbench.examples.delete')}
                  onClick={() => onAction(example, 'delete', '')}
                />
              )}
            </span>
          )}
          <Tooltip
            title={t(own ? 'workbench.examples.switchHelp' : 'workbench.examples.switchHelpForeign')}
            mouseEnterDelay={0.6}
          >
            <Switch
              size="small"
              tabIndex={-1}
              checked={example.enabled}
              aria-label={t('workbench.examples.trainedOn')}
              onChange={() => onAction(example, 'switch', '')}
            />
          </Tooltip>
        </span>
      )}
    </div>
  )
})

/** Enter and leaving keep what was written, Escape does not. */
function EditBox({ text, onSave, onCancel }: { text: string; onSave(text: string): void; onCancel(): void }) {
  const { t } = useTranslation()
  const [value, setValue] = useState(text)
  const over = useRef(false)
  // Ending it moves the focus, which would end it a second time.
  const end = (how: () => void) => {
    if (over.current) return
    over.current = true
    how()
  }
  return (
    <input
      // biome-ignore lint/a11y/noAutofocus: the box appears because somebody wants to type into it
      autoFocus
      className="example-input"
      value={value}
      maxLength={1000}
      aria-label={t('workbench.examples.edit')}
      onChange={(event) => setValue(event.target.value)}
      onBlur={() => end(() => onSave(value))}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return
        if (event.key === 'Enter') end(() => onSave(value))
        if (event.key === 'Escape') {
          event.stopPropagation()
          end(onCancel)
        }
      }}
    />
  )
}
