import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Form, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../api.ts'
import { SideDrawer } from '../../../ui/side-drawer.tsx'
import { EmptyState } from '../../../ui/states.tsx'
import { useNotice } from '../use-notice.tsx'
import { useVersions } from '../use-versions.ts'
import { workbenchKeys } from '../workbench-keys.ts'
import { useSets } from './use-evaluations.ts'

const cross = 'cross'

/** Which version is measured, and on what. */
export function NewEvaluation({ open, onClose }: { open: boolean; onClose(): void }) {
  const { t } = useTranslation()
  return (
    <SideDrawer open={open} title={t('workbench.evaluate.start')} onClose={onClose}>
      <Fields onClose={onClose} />
    </SideDrawer>
  )
}

function Fields({ onClose }: { onClose(): void }) {
  const { t } = useTranslation()
  const cache = useQueryClient()
  const notice = useNotice()
  const { versions } = useVersions()
  const { sets } = useSets()
  const ready = versions.filter((one) => one.state === 'ready')
  const start = useMutation({
    mutationFn: ({ version, set }: { version: number; set: string }) =>
      call(routes.startEvaluation, { body: { version, setId: set === cross ? null : set } }),
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: workbenchKeys.evaluations })
      onClose()
    },
    onError: notice.fail,
  })
  if (ready.length === 0)
    return <EmptyState title={t('workbench.evaluate.noVersion')} help={t('workbench.evaluate.noVersionHelp')} />
  return (
    <Form
      key={`${ready[0]?.number}${sets[0]?.id}`}
      layout="vertical"
      requiredMark={false}
      initialValues={{ version: ready[0]?.number, set: sets[0]?.id ?? cross }}
      onFinish={(values: { version: number; set: string }) => start.mutate(values)}
    >
      <Form.Item name="version" label={t('workbench.evaluate.version')}>
        <Select
          options={ready.map((one) => ({
            value: one.number,
            label: `${t('workbench.versions.number', { number: one.number })}${one.note ? ` · ${one.note}` : ''}`,
          }))}
        />
      </Form.Item>
      <Form.Item name="set" label={t('workbench.evaluate.set')} extra={t('workbench.evaluate.setHelp')}>
        <Select
          options={[
            ...sets.map((one) => ({ value: one.id, label: `${one.name} (${one.items})` })),
            { value: cross, label: t('workbench.evaluate.cross') },
          ]}
        />
      </Form.Item>
      <Button type="primary" htmlType="submit" block loading={start.isPending}>
        {t('workbench.evaluate.start')}
      </Button>
    </Form>
  )
}
