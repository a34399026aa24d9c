import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { call, routes } from '../../../api.ts'
import { problemText } from '../../../ui/problem-text.ts'
import { graphKeys } from '../graph-keys.ts'
import { useOntology } from '../use-ontology.ts'

/** A new thing by hand. */
export function AddEntity({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const { ontology, language } = useOntology()
  const navigate = useNavigate()
  const cache = useQueryClient()
  const [type, setType] = useState(ontology.types[0]?.key ?? '')
  const [name, setName] = useState('')
  const [aliases, setAliases] = useState<string[]>([])
  const create = useMutation({
    mutationFn: () => call(routes.createEntity, { body: { type, name, aliases } }),
    onSuccess: ({ id }) => {
      void cache.invalidateQueries({ queryKey: graphKeys.all })
      onClose()
      void navigate(`/graph/entities/${id}`)
    },
    onError: (error) => void message.error(problemText(error, t)),
  })
  return (
    <Modal
      open
      title={t('graph.entities.add')}
      okText={t('common.save')}
      cancelText={t('common.cancel')}
      confirmLoading={create.isPending}
      okButtonProps={{ disabled: name.trim() === '' }}
      onOk={() => create.mutate()}
      onCancel={onClose}
    >
      <div style={{ display: 'grid', gap: 12 }}>
        <div className="kg-label">
          <span>{t('graph.entities.type')}</span>
          <Select
            aria-label={t('graph.entities.type')}
            value={type}
            options={ontology.types.map((each) => ({ value: each.key, label: each.name[language] }))}
            onChange={setType}
          />
        </div>
        <div className="kg-label">
          <span>{t('graph.entities.name')}</span>
          <Input
            aria-label={t('graph.entities.name')}
            autoFocus
            maxLength={200}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </div>
        <div className="kg-label">
          <span>{t('graph.entities.aliases')}</span>
          <Select
            mode="tags"
            open={false}
            aria-label={t('graph.entities.aliases')}
            value={aliases}
            onChange={setAliases}
          />
        </div>
      </div>
    </Modal>
  )
}
