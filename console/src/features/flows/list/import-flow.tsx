import { UploadOutlined } from '@ant-design/icons'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Modal, Upload } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { parse } from 'yaml'
import { call, Problem, routes } from '../../../api.ts'
import { flowKeys } from '../flow-keys.ts'
import { useNotice } from '../use-notice.ts'

/** Takes a flow from a YAML file or pasted text as a draft. Replacing a draft is said before it is done. */
export function ImportFlow({ onClose, onMade }: { onClose: () => void; onMade: (id: string) => void }) {
  const { t } = useTranslation()
  const notice = useNotice()
  const cache = useQueryClient()
  const [text, setText] = useState('')
  const [replaces, setReplaces] = useState<{ id: string; revision: number } | null>(null)
  const take = useMutation({
    mutationFn: () => call(routes.importFlow, { body: { text, ...(replaces && { baseRevision: replaces.revision }) } }),
    onSuccess: ({ definition }) => {
      void cache.invalidateQueries({ queryKey: flowKeys.list })
      cache.removeQueries({ queryKey: flowKeys.draft(definition.id) })
      notice.say(t('flows.create.imported'))
      onClose()
      onMade(definition.id)
    },
    onError: async (error) => {
      const id = idIn(text)
      if (!(error instanceof Problem) || error.code !== 'conflict' || !id) return notice.fail(error)
      const draft = await call(routes.readFlowDraft, { params: { flowId: id } }).catch(() => null)
      if (draft) setReplaces({ id, revision: draft.revision })
      else notice.fail(error)
    },
  })
  const change = (next: string) => {
    setText(next)
    setReplaces(null)
  }
  return (
    <Modal
      open
      width={640}
      title={t('flows.create.importTitle')}
      okText={t('flows.create.importButton')}
      cancelText={t('common.cancel')}
      okButtonProps={{ disabled: text.trim() === '', danger: replaces !== null }}
      confirmLoading={take.isPending}
      onCancel={onClose}
      onOk={() => take.mutate()}
    >
      <p className="quiet">{t('flows.create.importHelp')}</p>
      <div className="import-file">
        <Upload
          accept=".yaml,.yml,.json"
          showUploadList={false}
          beforeUpload={(file) => {
            void file.text().then(change)
            return false
          }}
        >
          <Button size="small" icon={<UploadOutlined />}>
            {t('flows.create.chooseFile')}
          </Button>
        </Upload>
      </div>
      <Input.TextArea
        className="mono"
        rows={14}
        value={text}
        aria-label={t('flows.create.importTitle')}
        onChange={(event) => change(event.target.value)}
      />
      {replaces && <p className="warn-line">{t('flows.create.replaces', { id: replaces.id })}</p>}
    </Modal>
  )
}

function idIn(text: string): string | undefined {
  try {
    const { id } = (parse(text) ?? {}) as { id?: unknown }
    return typeof id === 'string' ? id : undefined
  } catch {
    return undefined
  }
}
