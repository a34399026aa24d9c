import {
  ArrowLeftOutlined,
  CommentOutlined,
  HistoryOutlined,
  MoreOutlined,
  RedoOutlined,
  RocketOutlined,
  SnippetsOutlined,
  UndoOutlined,
} from '@ant-design/icons'
import type { FlowSummary } from '@loopdesk/contracts/api/flows.ts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Dropdown, Modal, Segmented, Tooltip } from 'antd'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { call, routes } from '../../../api.ts'
import { useSession } from '../../../app/session.tsx'
import { KeyHint } from '../../../ui/key-hint.tsx'
import { problemText } from '../../../ui/problem-text.ts'
import { saveAsFile } from '../export-flow.ts'
import { flowKeys } from '../flow-keys.ts'
import { addNote } from '../model/document.ts'
import { fileText } from '../model/yaml-text.ts'
import { useLanguage } from '../use-language.ts'
import { useNotice } from '../use-notice.ts'
import type { Saving } from './use-autosave.ts'
import { useDesk, useEditor } from './use-editor.ts'

interface Props {
  flow: FlowSummary | undefined
  flowId: string
  saving: Saving
  view: 'canvas' | 'text'
  onView: (view: 'canvas' | 'text') => void
  testing: boolean
  onTest: () => void
  onPublish: () => void
  onVersions: () => void
}

/** Name and state of the flow, and everything that concerns it as a whole. */
export function DesignerHead(props: Props) {
  const { flow, saving, view, onView, testing, onTest, onPublish, onVersions } = props
  const { t } = useTranslation()
  const language = useLanguage()
  const { can } = useSession()
  const { editor } = useDesk()
  const name = useEditor((state) => state.history.now.name)
  const canUndo = useEditor((state) => state.history.past.length > 0)
  const canRedo = useEditor((state) => state.history.future.length > 0)
  return (
    <header className="designer-head">
      <Link to="/flows" className="small-button" aria-label={t('flows.designer.back')} title={t('flows.designer.back')}>
        <ArrowLeftOutlined />
      </Link>
      <h1>{name[language] || name.zh || name.en}</h1>
      {flow && (
        <span className={`tag ${flow.live === null ? '' : 'tag-good'}`}>
          {flow.live === null ? t('flows.designer.notLive') : t('flows.designer.live', { version: flow.live })}
        </span>
      )}
      <SaveState saving={saving} />
      <span className="head-space" />
      {!editor.readOnly && (
        <>
          <Icon name={`${t('flows.designer.undo')} (Ctrl Z)`} off={!canUndo} onPress={editor.undo}>
            <UndoOutlined />
          </Icon>
          <Icon name={`${t('flows.designer.redo')} (Ctrl Y)`} off={!canRedo} onPress={editor.redo}>
            <RedoOutlined />
          </Icon>
          <Icon
            name={t('flows.designer.newNote')}
            off={view === 'text'}
            onPress={() => editor.apply((doc) => addNote(doc, besideAll(doc)).doc)}
          >
            <SnippetsOutlined />
          </Icon>
        </>
      )}
      <Segmented
        size="small"
        value={view}
        options={(['canvas', 'text'] as const).map((value) => ({ value, label: t(`flows.designer.${value}`) }))}
        onChange={onView}
      />
      {can('flows.write') && (
        <Button
          size="small"
          icon={<CommentOutlined />}
          {...(testing && { type: 'primary' as const, ghost: true })}
          aria-pressed={testing}
          onClick={onTest}
        >
          {t('flows.designer.test')}
        </Button>
      )}
      <Button size="small" icon={<HistoryOutlined />} onClick={onVersions}>
        {t('flows.designer.versions')}
      </Button>
      {can('flows.publish') && (
        <Button
          size="small"
          type="primary"
          icon={<RocketOutlined />}
          disabled={saving.state === 'conflict'}
          onClick={onPublish}
        >
          {t('flows.designer.publish')}
        </Button>
      )}
      <More {...props} />
    </header>
  )
}

const besideAll = ({ layout }: { layout: { nodes: Record<string, { x: number; y: number }> } }) => {
  const places = Object.values(layout.nodes)
  return { x: Math.min(0, ...places.map(({ x }) => x)), y: Math.min(0, ...places.map(({ y }) => y)) - 130 }
}

function SaveState({ saving }: { saving: Saving }) {
  const { t } = useTranslation()
  const notice = useNotice()
  if (saving.state === 'conflict')
    return (
      <span className="save-conflict" role="alert">
        {t('flows.designer.conflict')}
        <button type="button" className="link" onClick={() => void saving.takeTheirs().catch(notice.fail)}>
          {t('flows.designer.takeTheirs')}
        </button>
        <button type="button" className="link" onClick={() => void saving.keepOurs().catch(notice.fail)}>
          {t('flows.designer.keepOurs')}
        </button>
      </span>
    )
  if (saving.state === 'failed')
    return (
      <span className="save-conflict" role="alert">
        {t('flows.designer.failed', { reason: problemText(saving.error, t) })}
        <button type="button" className="link" onClick={() => void saving.saveNow().catch(notice.fail)}>
          {t('common.retry')}
        </button>
      </span>
    )
  return (
    <span className="save-state" role="status">
      {t(`flows.designer.${saving.state}`)}
    </span>
  )
}

function More({ flow, flowId, saving }: Props) {
  const { t } = useTranslation()
  const { modal } = App.useApp()
  const { editor } = useDesk()
  const { can } = useSession()
  const navigate = useNavigate()
  const cache = useQueryClient()
  const notice = useNotice()
  const [keys, setKeys] = useState(false)
  const discard = useMutation({
    mutationFn: () => call(routes.deleteFlowDraft, { params: { flowId } }),
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: flowKeys.list })
      cache.removeQueries({ queryKey: flowKeys.draft(flowId) })
      saving.giveUp()
      void navigate('/flows')
    },
    onError: notice.fail,
  })
  const ask = () =>
    modal.confirm({
      title: t('flows.designer.discardAsk'),
      content: t('flows.designer.discardHelp'),
      okText: flow?.newest === null ? t('flows.designer.discardNew') : t('flows.designer.discard'),
      cancelText: t('common.cancel'),
      okButtonProps: { danger: true },
      onOk: () => discard.mutate(),
    })
  return (
    <>
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            {
              key: 'runs',
              label: t('flows.designer.runs'),
              onClick: () => void navigate(`/flows/runs?flow=${flowId}`),
            },
            {
              key: 'export',
              label: t('flows.designer.export'),
              onClick: () => saveAsFile(fileText(editor.doc()), `${flowId}.yaml`),
            },
            { key: 'keys', label: t('flows.designer.keys'), onClick: () => setKeys(true) },
            ...(can('flows.write') && flow?.draft
              ? [{ key: 'discard', danger: true, label: t('flows.designer.discard'), onClick: ask }]
              : []),
          ],
        }}
      >
        <Button size="small" type="text" icon={<MoreOutlined />} aria-label={t('flows.designer.more')} />
      </Dropdown>
      {keys && <Keys onClose={() => setKeys(false)} />}
    </>
  )
}

const keyList = [
  ['move', '← → ↑ ↓'],
  ['nudge', 'Shift ← →'],
  ['edit', 'Enter'],
  ['leave', 'Esc'],
  ['add', 'N'],
  ['remove', 'Del'],
  ['undo', 'Ctrl Z'],
  ['redo', 'Ctrl Y'],
  ['copy', 'Ctrl C X V'],
  ['duplicate', 'Ctrl D'],
  ['all', 'Ctrl A'],
  ['find', 'Ctrl F'],
  ['zoom', '+ - 0'],
  ['tidy', 'L'],
  ['group', 'G'],
] as const

function Keys({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Modal open title={t('flows.designer.keys')} footer={null} width={420} onCancel={onClose}>
      <dl className="shortcuts">
        {keyList.map(([name, keys]) => (
          <div key={name}>
            <dt>{t(`flows.hotkeys.${name}`)}</dt>
            <dd>
              <KeyHint keys={keys} />
            </dd>
          </div>
        ))}
      </dl>
    </Modal>
  )
}

function Icon({
  name,
  off,
  onPress,
  children,
}: {
  name: string
  off: boolean
  onPress: () => void
  children: ReactNode
}) {
  return (
    <Tooltip title={name} mouseEnterDelay={0.5}>
      <button type="button" className="small-button" aria-label={name} disabled={off} onClick={onPress}>
        {children}
      </button>
    </Tooltip>
  )
}
