import { CopyOutlined, DeleteOutlined, GroupOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { removeSelected } from '../canvas/use-canvas-keys.ts'
import { duplicate } from '../model/clipboard.ts'
import { groupNodes } from '../model/document.ts'
import { NodeForm } from '../properties/node-form.tsx'
import { FlowForm } from '../settings/flow-form.tsx'
import { useDesk, useEditor, useSelected } from './use-editor.ts'

/** The right side: the selected node, several at once, or the flow itself. */
export function Inspector() {
  const { t } = useTranslation()
  const only = useSelected()
  const count = useEditor((state) => state.selection.size)
  return (
    <aside className="inspector" aria-label={t('flows.designer.properties')}>
      {only !== undefined ? <NodeForm key={only} name={only} /> : count > 0 ? <Several count={count} /> : <FlowForm />}
    </aside>
  )
}

function Several({ count }: { count: number }) {
  const { t } = useTranslation()
  const { editor } = useDesk()
  const again = () => {
    const added = duplicate(editor.doc(), editor.state().selection)
    if (!added) return
    editor.apply(added.doc)
    editor.select(added.names)
  }
  return (
    <div className="form">
      <header className="form-head">
        <b>{t('flows.designer.several', { count })}</b>
      </header>
      <p className="quiet">{t('flows.designer.severalHelp')}</p>
      {!editor.readOnly && (
        <div className="buttons">
          <Button
            size="small"
            icon={<GroupOutlined />}
            onClick={() =>
              editor.apply((doc) => groupNodes(doc, [...editor.state().selection], t('flows.designer.newGroup')).doc)
            }
          >
            {t('flows.designer.group')}
          </Button>
          <Button size="small" icon={<CopyOutlined />} onClick={again}>
            {t('flows.designer.duplicate')}
          </Button>
          <Button size="small" danger icon={<DeleteOutlined />} onClick={() => removeSelected(editor)}>
            {t('flows.designer.delete')}
          </Button>
        </div>
      )}
    </div>
  )
}
