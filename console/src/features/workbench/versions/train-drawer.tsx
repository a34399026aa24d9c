import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../api.ts'
import { SideDrawer } from '../../../ui/side-drawer.tsx'
import { useNotice } from '../use-notice.tsx'
import { workbenchKeys } from '../workbench-keys.ts'

/** Trains what is taught now as a version that can be measured and published. */
export function TrainDrawer({ open, onClose }: { open: boolean; onClose(): void }) {
  const { t } = useTranslation()
  const cache = useQueryClient()
  const notice = useNotice()
  const train = useMutation({
    mutationFn: (note: string) => call(routes.trainVersion, { body: { note } }),
    onSuccess: ({ version, unchanged }) => {
      notice.say(t(unchanged ? 'workbench.versions.same' : 'workbench.versions.started', { number: version.number }))
      void cache.invalidateQueries({ queryKey: workbenchKeys.versions })
      onClose()
    },
    onError: notice.fail,
  })
  return (
    <SideDrawer open={open} title={t('workbench.versions.train')} onClose={onClose}>
      <p className="page-lead train-lead">{t('workbench.versions.trainHelp')}</p>
      <Form layout="vertical" requiredMark={false} onFinish={({ note = '' }: { note?: string }) => train.mutate(note)}>
        <Form.Item name="note" label={t('workbench.versions.note')}>
          <Input.TextArea
            autoFocus
            maxLength={500}
            autoSize={{ minRows: 2 }}
            placeholder={t('workbench.versions.noteHint')}
          />
        </Form.Item>
        <Button type="primary" htmlType="submit" block loading={train.isPending}>
          {t('workbench.versions.train')}
        </Button>
      </Form>
    </SideDrawer>
  )
}
