import '@xyflow/react/dist/style.css'
import {
  Background,
  BackgroundVariant,
  BaseEdge,
  Controls,
  type Edge,
  type EdgeProps,
  Handle,
  MarkerType,
  MiniMap,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
  type ReactFlowInstance,
  ReactFlowProvider,
  useReactFlow,
} from '@xyflow/react'
import { memo, type ReactNode, useEffect, useMemo, useRef } from 'react'
import { KindIcon } from '../kind-icon.tsx'
import { nodeWidth } from '../model/geometry.ts'
import { lanePath } from '../model/lanes.ts'
import type { NodeState } from './graph-path.ts'
import { type FlowPicture, mapNodeHeight } from './map-model.ts'
import './map.css'

/** How one node looks on the map. */
export interface NodeLook {
  name: string
  /** The second line. */
  line: ReactNode
  state: NodeState
  /** At its corner: how many stand there. */
  badge?: { count: number; bad: boolean }
  /** For who hears the page. */
  told: string
}

interface Props {
  picture: FlowPicture
  looks: Map<string, NodeLook>
  /** Ways to be lit; all equal when left out. */
  taken?: Set<string>
  selected?: string | undefined
  /** Brought into view when it changes. */
  focus?: string | undefined
  label: string
  onSelect(node: string): void
}

type StepNode = Node<{ type: string; look: NodeLook; selected: boolean; open(): void }, 'step'>
type FrameNode = Node<Record<string, never>, 'frame'>

const nodeTypes = { step: memo(StepBox), frame: FrameBox }
const edgeTypes = { lane: LaneWay }

/** A flow to look at: what became of each node, and which ways were taken. Nothing can be moved. */
export function FlowMap(props: Props) {
  return (
    <ReactFlowProvider>
      <Drawing {...props} />
    </ReactFlowProvider>
  )
}

function Drawing({ picture, looks, taken, selected, focus, label, onSelect }: Props) {
  const nodes = useMemo(() => nodesOf(picture, looks, selected, onSelect), [picture, looks, selected, onSelect])
  const edges = useMemo(() => edgesOf(picture, taken), [picture, taken])
  return (
    <section className="flow-map" aria-label={label}>
      <ReactFlow<StepNode | FrameNode>
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        zoomOnDoubleClick={false}
        onInit={(flow) => show(flow, picture, focus)}
        minZoom={0.08}
        maxZoom={1.6}
        onlyRenderVisibleElements
        proOptions={{ hideAttribution: true }}
      >
        <Background variant={BackgroundVariant.Dots} gap={20} size={1} color="var(--c-line-strong)" />
        <Controls showInteractive={false} position="bottom-left" fitViewOptions={{ padding: 0.12, maxZoom: 1 }} />
        {nodes.length > minimapFrom && (
          <MiniMap pannable zoomable position="bottom-right" nodeClassName={miniClass} nodeBorderRadius={8} />
        )}
        <Follow picture={picture} focus={focus} />
      </ReactFlow>
    </section>
  )
}

/** Flows of more nodes than this get a small map of the whole beside. */
const minimapFrom = 24
/** Below this zoom nothing can be read, so that a part is shown instead of the whole. */
const readable = 0.45

const miniClass = ({ data }: StepNode | FrameNode): string =>
  'look' in data ? `mini-${data.look.state}` : 'mini-frame'

/** At first: all of it if that can be read, else where the run stands, else its beginning. */
function show(flow: ReactFlowInstance<StepNode | FrameNode>, picture: FlowPicture, focus: string | undefined): void {
  void flow.fitView({ padding: 0.12, maxZoom: 1 }).then(() => {
    if (flow.getZoom() >= readable) return
    const at = focus === undefined ? undefined : picture.places[focus]
    const start = picture.places[picture.doc.start]
    if (at) void flow.setCenter(at.x + nodeWidth / 2, at.y + mapNodeHeight / 2, { zoom: 0.8 })
    else if (start) void flow.setCenter(start.x + nodeWidth * 2.4, start.y + mapNodeHeight / 2, { zoom: 0.62 })
  })
}

/** Keeps what matters in view: where the run stands, when it moves on. */
function Follow({ picture, focus }: { picture: FlowPicture; focus: string | undefined }) {
  const { setCenter, getZoom } = useReactFlow()
  const before = useRef(focus)
  useEffect(() => {
    const place = focus === undefined || focus === before.current ? undefined : picture.places[focus]
    before.current = focus
    if (!place) return
    const zoom = Math.max(0.75, getZoom())
    void setCenter(place.x + nodeWidth / 2, place.y + mapNodeHeight / 2, { zoom, duration: 200 })
  }, [picture, focus, setCenter, getZoom])
  return null
}

function StepBox({ data: { type, look, selected, open } }: NodeProps<StepNode>) {
  const { name, line, state, badge, told } = look
  return (
    <button
      type="button"
      className={`map-node map-${state}${selected ? ' map-selected' : ''}`}
      aria-label={told}
      aria-pressed={selected}
      onClick={open}
    >
      <Handle type="target" position={Position.Left} isConnectable={false} />
      <span className="map-icon">
        <KindIcon type={type} />
      </span>
      <span className="map-words">
        <b title={name}>{name}</b>
        <small>{line}</small>
      </span>
      {badge && <span className={`map-badge${badge.bad ? ' map-badge-bad' : ''}`}>{badge.count.toLocaleString()}</span>}
      <Handle type="source" position={Position.Right} isConnectable={false} />
    </button>
  )
}

function LaneWay({ sourceX, sourceY, targetX, targetY, data, markerEnd }: EdgeProps<Edge<{ lane: number }>>) {
  const path = lanePath({ x: sourceX, y: sourceY }, { x: targetX, y: targetY }, data?.lane ?? sourceY)
  return <BaseEdge path={path} {...(markerEnd && { markerEnd })} />
}

function FrameBox() {
  return <div className="map-frame" />
}

function nodesOf(
  { doc, places, frames }: FlowPicture,
  looks: Map<string, NodeLook>,
  selected: string | undefined,
  onSelect: (node: string) => void,
): (StepNode | FrameNode)[] {
  const boxes = frames.map<FrameNode>(({ id, x, y, width, height }) => ({
    id: `frame ${id}`,
    type: 'frame',
    position: { x, y },
    width,
    height,
    zIndex: -1,
    data: {},
  }))
  const steps = Object.entries(doc.nodes).flatMap<StepNode>(([id, { type }]) => {
    const look = looks.get(id)
    return look
      ? [
          {
            id,
            type: 'step',
            position: places[id] ?? { x: 0, y: 0 },
            width: nodeWidth,
            height: mapNodeHeight,
            data: { type, look, selected: id === selected, open: () => onSelect(id) },
          },
        ]
      : []
  })
  return [...boxes, ...steps]
}

function edgesOf({ ways, places }: FlowPicture, taken: Set<string> | undefined): Edge[] {
  return ways.map(({ id, from, to, error, lane }) => {
    const lit = taken?.has(id) ?? false
    const back = (places[to]?.x ?? 0) < (places[from]?.x ?? 0) + nodeWidth
    return {
      id,
      source: from,
      target: to,
      ...(lane === undefined ? { type: back ? 'smoothstep' : 'default' } : { type: 'lane', data: { lane } }),
      className: `map-way${lit ? ' map-way-lit' : ''}${error ? ' map-way-error' : ''}${taken && !lit ? ' map-way-dim' : ''}`,
      zIndex: lit ? 1 : 0,
      markerEnd: {
        type: MarkerType.ArrowClosed,
        width: 14,
        height: 14,
        color: lit ? 'var(--c-accent)' : 'var(--c-line-strong)',
      },
    }
  })
}
