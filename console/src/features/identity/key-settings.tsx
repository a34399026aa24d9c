import { PlusOutlined } from '@ant-design/icons'
import { type Right, rights } from '@loopdesk/contracts/route.ts'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Checkbox, Form, Input, Popconfirm, Select, Table } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, type Reply, routes } from '../../api.ts'
import { keys } from '../../realtime/query-keys.ts'
import { problemText } from '../../ui/problem-text.ts'
import { ShownOnce } from '../../ui/shown-once.tsx'
import { SideDrawer } from '../../ui/side-drawer.tsx'
import { EmptyState, ErrorState } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'

type Key = Reply<typeof routes.listKeys>['items'][number]

/** API keys: made with the rights they need, shown once, revoked when no longer used. */
export function KeySettings() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const cache = useQueryClient()
  const [adding, setAdding] = useState(false)
  const list = useQuery({ queryKey: keys.keys, queryFn: ({ signal }) => call(routes.listKeys, { signal }) })
  const revoke = useMutation({
    mutationFn: (keyId: string) => call(routes.revokeKey, { params: { keyId } }),
    onSuccess: () => void cache.invalidateQueries({ queryKey: keys.keys }),
    onError: (error) => void message.error(problemText(error, t)),
  })
  const never = <span className="quiet">{t('identity.keys.never')}</span>
  return (
    <>
      <header className="page-head">
        <h1>{t('identity.settings.keys')}</h1>
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
          {t('identity.keys.add')}
        </Button>
      </header>
      <p className="page-lead">{t('identity.keys.lead')}</p>
      {list.isLoadingError ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : (
        <Table<Key>
          size="small"
          rowKey="id"
          rowClassName="row-plain"
          pagination={false}
          scroll={{ x: 720 }}
          loading={list.isPending}
          dataSource={list.data?.items ?? []}
          locale={{
            emptyText: list.isPending ? (
              ' '
            ) : (
              <EmptyState title={t('identity.keys.empty')} help={t('identity.keys.emptyHelp')} />
            ),
          }}
          columns={[
            {
              title: t('identity.keys.name'),
              width: 180,
              render: (_, key) => (
                <>
                  <b className="cell-title">{key.name}</b> <small>{key.prefix}…</small>
                </>
              ),
            },
            { title: t('identity.keys.scopes'), render: (_, key) => <small>{key.scopes.join(', ')}</small> },
            {
              title: t('identity.keys.created'),
              width: 110,
              align: 'right',
              render: (_, key) => <Time at={key.createdAt} />,
            },
            {
              title: t('identity.keys.lastUsed'),
              width: 110,
              align: 'right',
              render: (_, key) => (key.lastUsedAt ? <Time at={key.lastUsedAt} /> : never),
            },
            {
              title: t('identity.keys.expires'),
              width: 110,
              align: 'right',
              render: (_, key) =>
                key.expiresAt ? (
                  <Time at={key.expiresAt} />
                ) : (
                  <span className="quiet">{t('identity.keys.noExpiry')}</span>
                ),
            },
            {
              width: 90,
              align: 'right',
              render: (_, key) =>
                key.revoked ? (
                  <span className="tag">{t('identity.keys.revoked')}</span>
                ) : (
                  <Popconfirm
                    title={t('identity.keys.revokeConfirm')}
                    okText={t('identity.keys.revoke')}
                    okButtonProps={{ danger: true }}
                    onConfirm={() => revoke.mutateAsync(key.id)}
                  >
                    <Button size="small" danger type="text">
                      {t('identity.keys.revoke')}
                    </Button>
                  </Popconfirm>
                ),
            },
          ]}
        />
      )}
      <SideDrawer open={adding} title={t('identity.keys.add')} onClose={() => setAdding(false)}>
        <NewKey onClose={() => setAdding(false)} />
      </SideDrawer>
    </>
  )
}

interface Fields {
  name: string
  scopes: Right[]
  days: number
}

function NewKey({ onClose }: { onClose(): void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const cache = useQueryClient()
  const create = useMutation({
    mutationFn: ({ name, scopes, days }: Fields) => {
      const expiresAt = days ? new Date(Date.now() + days * 86_400_000).toISOString() : undefined
      return call(routes.createKey, { body: { name, scopes, ...(expiresAt && { expiresAt }) } })
    },
    onSuccess: () => void cache.invalidateQueries({ queryKey: keys.keys }),
    onError: (error) => void message.error(problemText(error, t)),
  })
  if (create.data) {
    return (
      <>
        <ShownOnce secret={create.data.key} help={t('identity.keys.secretHelp')} />
        <Button type="primary" block onClick={onClose}>
          {t('common.done')}
        </Button>
      </>
    )
  }
  const grantable = rights.filter((right) => right !== 'public' && right !== 'session')
  return (
    <Form<Fields>
      layout="vertical"
      requiredMark={false}
      initialValues={{ days: 365 }}
      onFinish={(fields) => create.mutate(fields)}
    >
      <Form.Item
        name="name"
        label={t('identity.keys.name')}
        rules={[{ required: true, whitespace: true, message: t('identity.keys.namePlaceholder') }]}
      >
        <Input autoFocus maxLength={100} placeholder={t('identity.keys.namePlaceholder')} />
      </Form.Item>
      <Form.Item name="days" label={t('identity.keys.expiry')}>
        <Select
          options={[30, 90, 365, 0].map((days) => ({
            value: days,
            label: days ? t('identity.keys.days', { n: days }) : t('identity.keys.noExpiry'),
          }))}
        />
      </Form.Item>
      <Form.Item
        name="scopes"
        label={t('identity.keys.scopes')}
        rules={[{ required: true, message: t('identity.keys.needScopes') }]}
      >
        <Checkbox.Group className="scopes" options={grantable.map((right) => ({ value: right, label: right }))} />
      </Form.Item>
      <Button type="primary" htmlType="submit" block loading={create.isPending}>
        {t('identity.keys.add')}
      </Button>
    </Form>
  )
}
