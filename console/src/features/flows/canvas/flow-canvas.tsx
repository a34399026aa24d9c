import {
  Background,
  BackgroundVariant,
  type Connection,
  type EdgeChange,
  MarkerType,
  MiniMap,
  type NodeChange,
  type OnConnectEnd,
  Panel,
  ReactFlow,
  type ReactFlowInstance,
  SelectionMode,
  useReactFlow,
} from '@xyflow/react'
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk, useDrawnDoc, useEditor } from '../editor/use-editor.ts'
import { connect, moveTo } from '../model/document.ts'
import { pathOfExit } from '../model/exits.ts'
import type { FlowDoc, Point } from '../model/flow-doc.ts'
import { useLanguage } from '../use-language.ts'
import { CanvasTools } from './canvas-tools.tsx'
import { type Marks, noMarks } from './marks.ts'
import { ClusterBox, FrameBox, NoteBox } from './other-nodes.tsx'
import { StepNode } from './step-node.tsx'
import { type AnyNode, makeView, type WayEdge } from './view.ts'
import { InsertContext, Way } from './way-edge.tsx'
import '@xyflow/react/dist/base.css'
import './canvas.css'

const nodeTypes = { step: StepNode, note: NoteBox, frame: FrameBox, cluster: ClusterBox }
const edgeTypes = { way: Way }
const arrow = { type: MarkerType.ArrowClosed, width: 14, height: 14, color: 'var(--c-text-3)' }
const edgeDefaults = { markerEnd: arrow }
const panButtons = [1, 2]

/** Where something new is wished for: where on the flow, where on the screen, and what it is to hang on. */
export interface Wish {
  place: Point
  screen: Point
  from?: { node: string; exit: string; insert: boolean }
}

interface Props {
  marks?: Marks
  onWish?: (wish: Wish) => void
  /** A kind was dropped from the palette. */
  onDropKind?: (type: string, place: Point, edge: string | null) => void
  onNodeMenu?: (name: string, screen: Point) => void
  children?: ReactNode
}

/** The flow as a picture to work on: dragged, connected, selected; or only looked at where the editor is read-only. */
export function FlowCanvas({ marks = noMarks, onWish, onDropKind, onNodeMenu, children }: Props) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { editor } = useDesk()
  const doc = useDrawnDoc()
  const selection = useEditor((state) => state.selection)
  const edge = useEditor((state) => state.edge)
  const findings = useEditor((state) => state.findings)
  const [dragged, setDragged] = useState<Record<string, Point>>({})
  const [view] = useState(makeView)
  const flow = useReactFlow<AnyNode, WayEdge>()
  const words = useMemo(() => ({ finally: t('flows.settings.finally') }), [t])
  const readOnly = editor.readOnly
  const shown = useMemo(
    () => view({ doc, selection, edge, findings, marks, language, readOnly, dragged, words }),
    [view, doc, selection, edge, findings, marks, language, readOnly, dragged, words],
  )
  useReveal()

  const onNodesChange = useCallback(
    (changes: NodeChange<AnyNode>[]) => {
      const places: Record<string, Point> = {}
      let chosen: Set<string> | undefined
      for (const change of changes) {
        if (change.type === 'position' && change.position && change.dragging) places[change.id] = change.position
        if (change.type === 'select') {
          chosen ??= new Set(editor.state().selection)
          if (change.selected) chosen.add(change.id)
          else chosen.delete(change.id)
        }
      }
      if (Object.keys(places).length > 0) setDragged((before) => ({ ...before, ...places }))
      if (chosen) editor.select(chosen, editor.state().edge)
    },
    [editor],
  )
  const onEdgesChange = useCallback(
    (changes: EdgeChange<WayEdge>[]) => {
      for (const change of changes)
        if (change.type === 'select') {
          const { selection: nodes, edge: now } = editor.state()
          if (change.selected) editor.select([], change.id)
          else if (now === change.id) editor.select(nodes, null)
        }
    },
    [editor],
  )
  const settle = useCallback(
    (_: unknown, __: unknown, moved: AnyNode[]) => {
      setDragged({})
      editor.apply((now) => moveTo(now, Object.fromEntries(moved.map(({ id, position }) => [id, position]))))
    },
    [editor],
  )
  const onConnect = useCallback(
    ({ source, sourceHandle, target }: Connection) => {
      if (sourceHandle) editor.apply((now) => connect(now, source, pathOfExit(sourceHandle), target))
    },
    [editor],
  )
  const onConnectEnd = useCallback<OnConnectEnd>(
    (event, { isValid, fromNode, fromHandle, toNode }) => {
      if (isValid || toNode || !fromNode || !fromHandle?.id || fromHandle.type !== 'source') return
      const touch = 'changedTouches' in event ? event.changedTouches[0] : event
      if (!touch) return
      const screen = { x: touch.clientX, y: touch.clientY }
      const at = flow.screenToFlowPosition(screen)
      onWish?.({
        screen,
        place: { x: at.x, y: at.y - 26 },
        from: { node: fromNode.id, exit: fromHandle.id, insert: false },
      })
    },
    [flow, onWish],
  )
  const beginAt = useCallback(
    (instance: ReactFlowInstance<AnyNode, WayEdge>) => showBeginning(instance, editor.doc()),
    [editor],
  )
  const insert = useCallback(
    (from: string, exit: string, screen: Point, place: Point) =>
      onWish?.({ screen, place, from: { node: from, exit, insert: true } }),
    [onWish],
  )

  return (
    <InsertContext value={insert}>
      <ReactFlow<AnyNode, WayEdge>
        nodes={shown.nodes}
        edges={shown.edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        defaultEdgeOptions={edgeDefaults}
        onNodesChange={onNodesChange}
        onEdgesChange={onEdgesChange}
        onNodeDragStop={settle}
        onSelectionDragStop={useCallback((event: unknown, moved: AnyNode[]) => settle(event, null, moved), [settle])}
        onConnect={onConnect}
        onConnectEnd={onConnectEnd}
        onPaneClick={useCallback(() => editor.select([]), [editor])}
        onNodeContextMenu={useCallback(
          (event: React.MouseEvent, node: AnyNode) => {
            if (node.type !== 'step') return
            event.preventDefault()
            onNodeMenu?.(node.id, { x: event.clientX, y: event.clientY })
          },
          [onNodeMenu],
        )}
        onDoubleClick={(event) => {
          if (readOnly || !(event.target as Element).classList.contains('react-flow__pane')) return
          const screen = { x: event.clientX, y: event.clientY }
          onWish?.({ screen, place: flow.screenToFlowPosition(screen) })
        }}
        onDragOver={(event) => {
          if (event.dataTransfer.types.includes(kindMime)) event.preventDefault()
        }}
        onDrop={(event) => {
          const type = event.dataTransfer.getData(kindMime)
          if (!type) return
          event.preventDefault()
          const at = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY })
          onDropKind?.(type, { x: at.x - 116, y: at.y - 26 }, edgeUnder(event.clientX, event.clientY))
        }}
        nodesConnectable={!readOnly}
        edgesReconnectable={false}
        zoomOnDoubleClick={false}
        selectionOnDrag
        selectionMode={SelectionMode.Partial}
        panOnDrag={panButtons}
        panOnScroll
        minZoom={0.08}
        maxZoom={1.6}
        connectionRadius={28}
        deleteKeyCode={null}
        disableKeyboardA11y
        onlyRenderVisibleElements
        onInit={beginAt}
        attributionPosition="top-right"
      >
        <Background variant={BackgroundVariant.Dots} gap={20} size={1} />
        <MiniMap
          pannable
          zoomable
          className="canvas-map"
          nodeColor={mapColor}
          nodeStrokeWidth={0}
          ariaLabel={t('flows.canvas.map')}
        />
        <Panel position="bottom-left">
          <CanvasTools />
        </Panel>
        {children}
      </ReactFlow>
    </InsertContext>
  )
}

/** Below this nobody can read a node. */
const legible = 0.55

/** The whole flow where that can be read; else where it begins. */
function showBeginning(flow: ReactFlowInstance<AnyNode, WayEdge>, doc: FlowDoc): void {
  const area = document.querySelector('.react-flow')?.getBoundingClientRect()
  const all = flow.getNodesBounds(flow.getNodes())
  const first = doc.layout.nodes[doc.start]
  if (!area || !first || Math.min(area.width / (all.width + 80), area.height / (all.height + 80)) >= legible)
    return void flow.fitView({ maxZoom: 1, padding: 0.1 })
  const zoom = 0.75
  void flow.setViewport({ x: 40 - first.x * zoom, y: area.height * 0.45 - (first.y + 30) * zoom, zoom })
}

/** What a dragged palette entry carries. */
export const kindMime = 'application/x-loopdesk-kind'

const mapColor = (node: AnyNode): string => {
  if (node.type !== 'step') return 'transparent'
  if (node.data.errors > 0 || node.data.mark?.state === 'failed') return 'var(--c-bad)'
  return node.selected || node.data.mark?.state ? 'var(--c-accent)' : 'var(--c-text-3)'
}

function edgeUnder(x: number, y: number): string | null {
  const found = document.elementsFromPoint(x, y).find((element) => element.closest('.react-flow__edge'))
  return found?.closest('.react-flow__edge')?.getAttribute('data-id') ?? null
}

/** Brings what was asked for into view, and leaves the picture as it is when it can be seen already. */
function useReveal() {
  const flow = useReactFlow<AnyNode, WayEdge>()
  const reveal = useEditor((state) => state.reveal)
  const done = useRef<number | null>(null)
  useEffect(() => {
    const area = document.querySelector('.react-flow')?.getBoundingClientRect()
    if (!area || !reveal || reveal.names.length === 0 || done.current === reveal.at) return
    done.current = reveal.at
    const { x, y, width, height } = flow.getNodesBounds(reveal.names)
    const from = flow.flowToScreenPosition({ x, y })
    const to = flow.flowToScreenPosition({ x: x + width, y: y + height })
    const seen = from.x >= area.left && from.y >= area.top && to.x <= area.right && to.y <= area.bottom - hiddenByMap
    if (seen && flow.getZoom() >= smallest) return
    const zoom = Math.max(legible, Math.min(1, flow.getZoom()))
    void flow.setCenter(x + width / 2, y + height / 2, { zoom, duration: 200 })
  }, [flow, reveal])
}

/** Pixels at the bottom that the overview lies over. */
const hiddenByMap = 120
const smallest = 0.3
