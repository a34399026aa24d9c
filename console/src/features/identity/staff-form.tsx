import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import type { Staff } from '@loopdesk/contracts/api/identity.ts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Form, Input, InputNumber, Popconfirm, Segmented, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../api.ts'
import { useSession } from '../../app/session.tsx'
import { keys } from '../../realtime/query-keys.ts'
import { problemText } from '../../ui/problem-text.ts'
import { ShownOnce } from '../../ui/shown-once.tsx'

interface Fields {
  name: string
  email: string
  role: Staff['role']
  languages: Staff['languages']
  capacity: number
  skills?: { name: string; level: number }[]
}

/** A new colleague; their one-time password is shown once, right after. */
export function AddStaff({ onClose }: { onClose(): void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const cache = useQueryClient()
  const add = useMutation({
    mutationFn: (fields: Fields) =>
      call(routes.createStaff, { body: { ...fields, skills: skillRecord(fields.skills) } }),
    onSuccess: ({ staff }) => {
      void cache.invalidateQueries({ queryKey: keys.staff })
      void message.success(t('identity.team.added', { name: staff.name }))
    },
    onError: (error) => void message.error(problemText(error, t)),
  })
  if (add.data) {
    return (
      <>
        <ShownOnce
          secret={add.data.oneTimePassword}
          help={t('identity.team.oneTimeHelp', { name: add.data.staff.name })}
        />
        <Button type="primary" block onClick={onClose}>
          {t('common.done')}
        </Button>
      </>
    )
  }
  return (
    <Form<Fields>
      layout="vertical"
      requiredMark={false}
      initialValues={{ role: 'agent', languages: ['zh'], capacity: 5, skills: [] }}
      onFinish={(fields) => add.mutate(fields)}
    >
      <Form.Item
        name="email"
        label={t('identity.team.email')}
        rules={[{ required: true, type: 'email', message: t('identity.logIn.needEmail') }]}
      >
        <Input type="email" autoFocus autoComplete="off" />
      </Form.Item>
      <CommonFields />
      <Button type="primary" htmlType="submit" block loading={add.isPending}>
        {t('identity.team.add')}
      </Button>
    </Form>
  )
}

/** Changes of a colleague: role, skills, capacity, and whether they may log in at all. */
export function EditStaff({ person, onClose }: { person: Staff; onClose(): void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const { myId } = useSession()
  const cache = useQueryClient()
  const change = useMutation({
    mutationFn: (body: Partial<Omit<Staff, 'id' | 'email' | 'presence' | 'load'>>) =>
      call(routes.updateStaff, { params: { staffId: person.id }, body }),
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: keys.staff })
      void message.success(t('common.saved'))
      onClose()
    },
    onError: (error) => void message.error(problemText(error, t)),
  })
  return (
    <Form<Fields>
      layout="vertical"
      requiredMark={false}
      initialValues={{ ...person, skills: Object.entries(person.skills).map(([name, level]) => ({ name, level })) }}
      onFinish={({ name, role, languages, capacity, skills }) =>
        change.mutate({ name, role, languages, capacity, skills: skillRecord(skills) })
      }
    >
      <CommonFields />
      <Button type="primary" htmlType="submit" block loading={change.isPending}>
        {t('common.save')}
      </Button>
      {person.id !== myId && (
        <Popconfirm
          title={person.disabled ? t('identity.team.enable') : t('identity.team.disableConfirm', { name: person.name })}
          okText={t(person.disabled ? 'identity.team.enable' : 'identity.team.disable')}
          okButtonProps={{ danger: !person.disabled }}
          onConfirm={() => change.mutateAsync({ disabled: !person.disabled })}
        >
          <Button type="text" block danger={!person.disabled} style={{ marginTop: 8 }}>
            {t(person.disabled ? 'identity.team.enable' : 'identity.team.disable')}
          </Button>
        </Popconfirm>
      )}
    </Form>
  )
}

function CommonFields() {
  const { t } = useTranslation()
  const roles = (['agent', 'supervisor', 'admin', 'owner'] as const).map((role) => ({
    value: role,
    label: t(`identity.team.roles.${role}`),
    help: t(`identity.team.roleHelp.${role}`),
  }))
  return (
    <>
      <Form.Item
        name="name"
        label={t('identity.team.name')}
        rules={[{ required: true, whitespace: true, max: 100, message: t('identity.team.name') }]}
      >
        <Input autoComplete="off" />
      </Form.Item>
      <Form.Item name="role" label={t('identity.team.role')}>
        <Select
          options={roles}
          optionRender={(option) => (
            <div className="role-option">
              {option.data.label}
              <small> {option.data.help}</small>
            </div>
          )}
        />
      </Form.Item>
      <Form.Item
        name="languages"
        label={t('identity.team.languages')}
        rules={[{ required: true, message: t('identity.team.languages') }]}
      >
        <Select
          mode="multiple"
          options={(['zh', 'en'] as const).map((language) => ({
            value: language,
            label: t(`common.language.${language}`),
          }))}
        />
      </Form.Item>
      <Form.Item name="capacity" label={t('identity.team.capacity')} extra={t('identity.team.capacityHelp')}>
        <InputNumber min={0} max={50} precision={0} />
      </Form.Item>
      <Form.Item label={t('identity.team.skills')} extra={t('identity.team.skillHelp')}>
        <Form.List name="skills">
          {(rows, { add, remove }) => (
            <>
              {rows.map((row) => (
                <div key={row.key} className="skill-row">
                  <Form.Item
                    name={[row.name, 'name']}
                    noStyle
                    rules={[{ required: true, whitespace: true, message: t('identity.team.skillPlaceholder') }]}
                  >
                    <Input placeholder={t('identity.team.skillPlaceholder')} maxLength={50} />
                  </Form.Item>
                  <Form.Item name={[row.name, 'level']} noStyle initialValue={3}>
                    <Segmented options={[1, 2, 3, 4, 5]} aria-label={t('identity.team.skillHelp')} />
                  </Form.Item>
                  <Button
                    type="text"
                    icon={<DeleteOutlined />}
                    aria-label={t('inbox.compose.discard')}
                    onClick={() => remove(row.name)}
                  />
                </div>
              ))}
              <Button size="small" icon={<PlusOutlined />} onClick={() => add({ name: '', level: 3 })}>
                {t('identity.team.addSkill')}
              </Button>
            </>
          )}
        </Form.List>
      </Form.Item>
    </>
  )
}

function skillRecord(skills: Fields['skills']): Record<string, number> {
  return Object.fromEntries((skills ?? []).map((skill) => [skill.name.trim(), skill.level]))
}
