import { Handle, type NodeProps, Position } from '@xyflow/react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { KindIcon } from '../kind-icon.tsx'
import { type Exit, exitsOf } from '../model/exits.ts'
import type { NodeValue } from '../model/flow-doc.ts'
import { useEntryName } from '../use-entry-name.ts'
import { inLanguage, nodeGist } from './node-words.ts'
import { useNodeTitle } from './use-node-title.ts'
import type { CanvasNode } from './view.ts'

/** A node on the canvas: what it is, what it says or does, and each way out with a handle of its own. */
export const StepNode = memo(function StepNode({ id, data, selected }: NodeProps<CanvasNode>) {
  const { t } = useTranslation()
  const { node, rows, language, start, errors, warnings, mark } = data
  const titleOf = useNodeTitle()
  const gist = mark?.line ?? nodeGist(node, language)
  const only = rows.length === 0
  const classes = [
    'flow-step',
    selected && 'is-selected',
    mark?.state && `is-${mark.state}`,
    errors > 0 && 'has-errors',
  ]
  return (
    <div className={classes.filter(Boolean).join(' ')} title={node.note}>
      <Handle type="target" position={Position.Left} id="in" className="way-in" style={{ top: 26 }} />
      <div className="step-head">
        <KindIcon type={node.type} />
        <div className="step-words">
          <b>{titleOf(node)}</b>
          <span>{gist || id}</span>
        </div>
        {start && <span className="step-start">{t('flows.canvas.start')}</span>}
        {mark?.count !== undefined && <span className="step-count">{mark.count.toLocaleString()}</span>}
      </div>
      {only ? <OnlyExit node={node} /> : rows.map((exit) => <ExitRow key={exit.id} exit={exit} language={language} />)}
      {errors + warnings > 0 && (
        <span className={`step-badge ${errors > 0 ? 'is-error' : 'is-warning'}`}>{errors || warnings}</span>
      )}
      {mark?.injected && <span className="step-injected">{t('flows.rehearse.injected')}</span>}
    </div>
  )
})

function OnlyExit({ node }: { node: NodeValue }) {
  const exit = exitOnly(node)
  return exit ? (
    <Handle type="source" position={Position.Right} id={exit} className="way-out" style={{ top: 26 }} />
  ) : null
}

function ExitRow({ exit, language }: { exit: Exit; language: 'zh' | 'en' }) {
  const entryName = useEntryName()
  const name = exit.entry ? entryName(exit.entry) : inLanguage(exit.label, language)
  const tone = exit.error ? 'is-error' : exit.body ? 'is-body' : ''
  return (
    <div className={`step-row ${tone} ${exit.target ? '' : 'is-open'}`}>
      <span title={name}>{name}</span>
      <Handle type="source" position={Position.Right} id={exit.id} className={`way-out ${tone}`} />
    </div>
  )
}

const exitOnly = (node: NodeValue): string | undefined => exitsOf(node)[0]?.id
