import { CloseOutlined } from '@ant-design/icons'
import { type NodeProps, NodeResizer } from '@xyflow/react'
import { memo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../editor/use-editor.ts'
import { changeGroup, changeNote } from '../model/document.ts'
import type { ClusterNode, FrameNode, NoteNode } from './view.ts'

/** The frame around a branch, a loop's body or what is done at last. */
export const FrameBox = memo(function FrameBox({ data }: NodeProps<FrameNode>) {
  return (
    <div className={`frame frame-${data.tone}`}>
      <span>{data.title}</span>
    </div>
  )
})

/** A group people made; its title selects all of it, twice renames it. */
export const ClusterBox = memo(function ClusterBox({ data }: NodeProps<ClusterNode>) {
  const { t } = useTranslation()
  const { editor } = useDesk()
  const [naming, setNaming] = useState(false)
  const { id, title, names, readOnly } = data
  const rename = (next: string) => {
    setNaming(false)
    if (next.trim() && next !== title) editor.apply((doc) => changeGroup(doc, id, { title: next.trim() }))
  }
  return (
    <div className="cluster">
      <div className="cluster-title nodrag nopan">
        {naming ? (
          <input
            defaultValue={title}
            aria-label={t('flows.canvas.groupTitle')}
            ref={(input) => input?.focus()}
            onBlur={(event) => rename(event.target.value)}
            onKeyDown={(event) => event.key === 'Enter' && rename(event.currentTarget.value)}
          />
        ) : (
          <button type="button" onClick={() => editor.select(names)} onDoubleClick={() => !readOnly && setNaming(true)}>
            {title}
          </button>
        )}
        {!readOnly && (
          <button
            type="button"
            className="cluster-off"
            aria-label={t('flows.canvas.ungroup')}
            title={t('flows.canvas.ungroup')}
            onClick={() => editor.apply((doc) => changeGroup(doc, id, null))}
          >
            <CloseOutlined />
          </button>
        )}
      </div>
    </div>
  )
})

/** A note on the canvas; a double click writes in it. */
export const NoteBox = memo(function NoteBox({ id, data, selected }: NodeProps<NoteNode>) {
  const { t } = useTranslation()
  const { editor } = useDesk()
  const { note, readOnly } = data
  const [writing, setWriting] = useState(note.text === '' && !readOnly)
  return (
    <div className={`canvas-note ${selected ? 'is-selected' : ''}`}>
      <NodeResizer
        isVisible={selected && !readOnly}
        minWidth={120}
        minHeight={56}
        onResizeEnd={(_, { x, y, width, height }) =>
          editor.apply((doc) =>
            changeNote(doc, id, {
              x: Math.round(x),
              y: Math.round(y),
              width: Math.round(width),
              height: Math.round(height),
            }),
          )
        }
      />
      {writing ? (
        <textarea
          className="nodrag nowheel"
          defaultValue={note.text}
          aria-label={t('flows.canvas.note')}
          placeholder={t('flows.canvas.noteHint')}
          ref={(area) => area?.focus()}
          onBlur={(event) => {
            setWriting(false)
            const text = event.target.value
            if (text !== note.text) editor.apply((doc) => changeNote(doc, id, { text }))
          }}
          onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
        />
      ) : (
        <p onDoubleClick={() => !readOnly && setWriting(true)}>{note.text || t('flows.canvas.noteHint')}</p>
      )}
    </div>
  )
})
