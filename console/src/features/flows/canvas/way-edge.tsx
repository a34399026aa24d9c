import { PlusOutlined } from '@ant-design/icons'
import { BaseEdge, EdgeLabelRenderer, type EdgeProps, getBezierPath, getSmoothStepPath } from '@xyflow/react'
import { createContext, memo, use, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Point } from '../model/flow-doc.ts'
import { lanePath } from '../model/lanes.ts'
import type { WayEdge } from './view.ts'

/** Asks for a new node in the middle of an edge. */
export const InsertContext = createContext<((from: string, exit: string, screen: Point, place: Point) => void) | null>(
  null,
)

/** A way from one node to the next; back ways run around. */
export const Way = memo(function Way(props: EdgeProps<WayEdge>) {
  const { t } = useTranslation()
  const { sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, data, selected } = props
  const insert = use(InsertContext)
  const [over, setOver] = useState(false)
  const ends = { sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition }
  const back = targetX < sourceX + 20
  const lane = data?.lane
  const [path, labelX, labelY] =
    lane !== undefined
      ? ([
          lanePath({ x: sourceX, y: sourceY }, { x: targetX, y: targetY }, lane),
          (sourceX + targetX) / 2,
          lane,
        ] as const)
      : back
        ? getSmoothStepPath({ ...ends, borderRadius: 12, offset: 22 })
        : getBezierPath(ends)
  const tone = data?.error ? 'is-error' : data?.body ? 'is-body' : ''
  const classes = ['way', tone, data?.lit && 'is-lit', selected && 'is-selected'].filter(Boolean).join(' ')
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only shows a button that the keyboard has another way to
    <g onMouseEnter={() => setOver(true)} onMouseLeave={() => setOver(false)}>
      <BaseEdge path={path} className={classes} interactionWidth={18} markerEnd={props.markerEnd} />
      {(over || selected) && data && !data.readOnly && insert && (
        <EdgeLabelRenderer>
          <button
            type="button"
            className="way-plus nodrag nopan"
            style={{ transform: `translate(-50%, -50%) translate(${labelX}px, ${labelY}px)` }}
            aria-label={t('flows.canvas.insert')}
            title={t('flows.canvas.insert')}
            onMouseEnter={() => setOver(true)}
            onClick={(event) =>
              insert(data.from, data.exit, { x: event.clientX, y: event.clientY }, { x: labelX - 116, y: labelY - 26 })
            }
          >
            <PlusOutlined />
          </button>
        </EdgeLabelRenderer>
      )}
    </g>
  )
})
