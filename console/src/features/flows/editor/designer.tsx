import { useReactFlow } from '@xyflow/react'
import { Dropdown } from 'antd'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../../../app/session.tsx'
import { useWiderThan } from '../../../ui/use-width.ts'
import { FlowCanvas, type Wish } from '../canvas/flow-canvas.tsx'
import { Palette } from '../canvas/palette.tsx'
import { QuickAdd } from '../canvas/quick-add.tsx'
import { useCanvasKeys } from '../canvas/use-canvas-keys.ts'
import { useNodeTitle } from '../canvas/use-node-title.ts'
import { addNode, connect, insertOnExit } from '../model/document.ts'
import { mainExit, pathOfExit } from '../model/exits.ts'
import type { FlowDoc, Point } from '../model/flow-doc.ts'
import { nodeWidth, sizeOf } from '../model/geometry.ts'
import { ProblemsPanel } from '../problems/problems-panel.tsx'
import { PublishDrawer } from '../publish/publish-drawer.tsx'
import { VersionsDrawer } from '../publish/versions-drawer.tsx'
import { RehearsePanel } from '../rehearse/rehearse-panel.tsx'
import { useInjectionMenu } from '../rehearse/use-injection-menu.ts'
import { type Rehearsal, useRehearsal } from '../rehearse/use-rehearsal.ts'
import { TextTab } from '../text/text-tab.tsx'
import { useSummary } from '../use-flows.ts'
import { useNotice } from '../use-notice.ts'
import { DesignerHead } from './designer-head.tsx'
import { FindBar } from './find-bar.tsx'
import { Inspector } from './inspector.tsx'
import { useAutosave } from './use-autosave.ts'
import { useDesk, useEditor } from './use-editor.ts'
import { useProof } from './use-proof.ts'

interface Props {
  flowId: string
  firstRevision: number
}

/** Palette, canvas, properties, problems and the test, around one open flow. */
export function Designer({ flowId, firstRevision }: Props) {
  const { t } = useTranslation()
  const { can } = useSession()
  const { editor } = useDesk()
  const summary = useSummary(flowId)
  const saving = useAutosave(editor, flowId, firstRevision)
  const rehearsal = useRehearsal()
  const [view, setView] = useState<'canvas' | 'text'>('canvas')
  const [testing, setTesting] = useState(false)
  const [open, setOpen] = useState<'publish' | 'versions' | null>(null)
  const veryWide = useWiderThan(1700)
  useProof()
  const flow = summary.data
  return (
    <div className="designer">
      <DesignerHead
        flow={flow}
        flowId={flowId}
        saving={saving}
        view={view}
        onView={setView}
        testing={testing}
        onTest={() => setTesting(!testing)}
        onPublish={() => setOpen('publish')}
        onVersions={() => setOpen('versions')}
      />
      {editor.readOnly && <p className="designer-readonly">{t('flows.designer.readOnly')}</p>}
      <div className={`designer-body ${view === 'text' ? 'is-text' : ''}`}>
        {view === 'canvas' ? (
          <CanvasArea rehearsal={rehearsal} testing={testing} onTest={() => setTesting(true)} />
        ) : (
          <TextTab />
        )}
        <ProblemsPanel />
      </div>
      {(!testing || veryWide) && <Inspector />}
      {testing && (
        <aside className="designer-test" aria-label={t('flows.rehearse.title')}>
          <RehearsePanel rehearsal={rehearsal} flowId={flowId} saveNow={saving.saveNow} />
        </aside>
      )}
      {flow && open === 'publish' && can('flows.publish') && (
        <PublishDrawer
          flow={flow}
          saveNow={saving.saveNow}
          onPublished={saving.published}
          onClose={() => setOpen(null)}
        />
      )}
      {flow && open === 'versions' && <VersionsDrawer flow={flow} onClose={() => setOpen(null)} />}
    </div>
  )
}

interface AreaProps {
  rehearsal: Rehearsal
  testing: boolean
  onTest: () => void
}

function CanvasArea({ rehearsal, testing, onTest }: AreaProps) {
  const { t } = useTranslation()
  const { editor } = useDesk()
  const notice = useNotice()
  const flow = useReactFlow()
  const [wish, setWish] = useState<Wish | null>(null)
  const [finding, setFinding] = useState(false)
  const [menu, setMenu] = useState<{ node: string; screen: Point } | null>(null)

  /** A new node where it was wished for: in an edge, after an exit, or on its own. */
  const grant = useCallback(
    (type: string, { place, from }: Omit<Wish, 'screen'>) => {
      const doc = editor.doc()
      if (from?.insert) {
        const added = insertOnExit(doc, from.node, pathOfExit(from.exit), type, place)
        editor.apply(added.doc)
        editor.show(added.names)
      } else {
        const added = addNode(doc, type, place)
        const name = added.names[0]!
        editor.apply(from ? connect(added.doc, from.node, pathOfExit(from.exit), name) : added.doc)
        editor.show([name])
      }
      setWish(null)
    },
    [editor],
  )
  const addAfterSelected = useCallback(
    (type: string) => {
      const { selection } = editor.state()
      const doc = editor.doc()
      const [only] = selection
      const node = only === undefined ? undefined : doc.nodes[only]
      const exit = node && mainExit(node)
      const beside = only === undefined ? undefined : doc.layout.nodes[only]
      const right = beside && { x: beside.x + 316, y: beside.y }
      if (node && only !== undefined && right && exit)
        return grant(type, {
          place: exit.target ? right : freeNear(doc, right),
          from: { node: only, exit: exit.id, insert: exit.target !== undefined },
        })
      grant(type, { place: freeNear(doc, centreOf(flow)) })
    },
    [editor, flow, grant],
  )
  const onDropKind = useCallback(
    (type: string, place: Point, edge: string | null) => {
      const [node, exit] = edge?.split(' ') ?? []
      grant(type, { place, ...(node && exit && { from: { node, exit, insert: true } }) })
    },
    [grant],
  )
  const askAfterSelected = () => {
    const [only] = editor.state().selection
    const place = only === undefined ? undefined : editor.doc().layout.nodes[only]
    const node = only === undefined ? undefined : editor.doc().nodes[only]
    const exit = node && mainExit(node)
    const aside = place ? { x: place.x + 316, y: place.y } : centreOf(flow)
    const at = exit?.target ? aside : freeNear(editor.doc(), aside)
    setWish({
      place: at,
      screen: flow.flowToScreenPosition(at),
      ...(only !== undefined && exit && { from: { node: only, exit: exit.id, insert: exit.target !== undefined } }),
    })
  }
  useCanvasKeys({
    onFind: () => setFinding(true),
    onAdd: askAfterSelected,
    onCopied: (count) => notice.say(t('flows.designer.copied', { count })),
    groupTitle: t('flows.designer.newGroup'),
  })
  return (
    <div className="designer-canvas">
      {!editor.readOnly && <Palette onAdd={addAfterSelected} />}
      <section className="canvas" aria-label={t('flows.canvas.label')}>
        <FlowCanvas
          onDropKind={onDropKind}
          onNodeMenu={(node, screen) => setMenu({ node, screen })}
          {...(testing && { marks: rehearsal.marks })}
          {...(!editor.readOnly && { onWish: setWish })}
        />
        {finding && <FindBar onClose={() => setFinding(false)} />}
        <Announcer />
      </section>
      {wish && <QuickAdd screen={wish.screen} onPick={(type) => grant(type, wish)} onClose={() => setWish(null)} />}
      {menu && <NodeMenu at={menu} rehearsal={rehearsal} onTest={onTest} onClose={() => setMenu(null)} />}
    </div>
  )
}

/** A right click on a node: make it fail in the test. */
function NodeMenu({
  at,
  rehearsal,
  onTest,
  onClose,
}: {
  at: { node: string; screen: Point }
  rehearsal: Rehearsal
  onTest: () => void
  onClose: () => void
}) {
  const menu = useInjectionMenu(at.node, rehearsal)
  return (
    <Dropdown
      open
      trigger={['click']}
      onOpenChange={(open) => !open && onClose()}
      menu={{
        ...menu,
        onClick: () => {
          onTest()
          onClose()
        },
      }}
    >
      <span className="menu-anchor" style={{ left: at.screen.x, top: at.screen.y }} />
    </Dropdown>
  )
}

/** Says which node is selected to who hears the page. */
function Announcer() {
  const { t } = useTranslation()
  const titleOf = useNodeTitle()
  const name = useEditor(({ selection, history }) => {
    const [only] = selection
    const node = only === undefined || selection.size > 1 ? undefined : history.now.nodes[only]
    return node ? titleOf(node) : ''
  })
  return (
    <p className="unseen" role="status">
      {name && t('flows.designer.selected', { name })}
    </p>
  )
}

/** The place, or the next one below it where nothing lies. */
function freeNear(doc: FlowDoc, { x, y }: Point): Point {
  const taken = Object.entries(doc.nodes).flatMap(([name, node]) => {
    const at = doc.layout.nodes[name]
    return at && Math.abs(at.x - x) < nodeWidth + apart ? [{ top: at.y, bottom: at.y + sizeOf(node).height }] : []
  })
  for (let top = y; ; top += apart)
    if (taken.every((box) => top > box.bottom + apart || top + usualHeight < box.top)) return { x, y: top }
}

const apart = 24
/** Pixels a new node may need before it is known which kind it is. */
const usualHeight = 120

function centreOf(flow: ReturnType<typeof useReactFlow>): Point {
  const area = document.querySelector('.react-flow')?.getBoundingClientRect()
  const { x, y } = flow.screenToFlowPosition(
    area ? { x: area.left + area.width / 2, y: area.top + area.height / 2 } : { x: 0, y: 0 },
  )
  return { x: x - 116, y: y - 26 }
}
