import { useQuery } from '@tanstack/react-query'
import { Select, TreeSelect } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../api.ts'
import { keys } from '../../realtime/query-keys.ts'
import { knowledgeKeys } from './knowledge-keys.ts'
import { useAudienceName, useAudiences } from './use-audiences.ts'
import { useCategories, useCategoryName } from './use-categories.ts'

interface One {
  label: string
  value: string | undefined
  onChange(value: string | undefined): void
  placeholder?: string
  allowClear?: boolean
  disabled?: boolean
  className?: string
}
interface Many {
  label: string
  value: string[]
  onChange(value: string[]): void
  placeholder?: string
  disabled?: boolean
}

/** Choosing a category from the tree by typing part of its name. */
export function CategoryPicker({ label, value, onChange, placeholder, allowClear = true, disabled, className }: One) {
  const { t } = useTranslation()
  const { categories } = useCategories()
  const { name } = useCategoryName()
  const nodes = useMemo(
    () =>
      categories.map(({ id, parent }) => ({
        id,
        value: id,
        // A parent that is gone must not hide what was below it.
        pId: parent !== null && categories.some((one) => one.id === parent) ? parent : '',
        title: name(id),
      })),
    [categories, name],
  )
  return (
    <TreeSelect<string>
      aria-label={label}
      value={value || undefined}
      treeData={nodes}
      treeDataSimpleMode={{ id: 'id', pId: 'pId', rootPId: '' }}
      treeDefaultExpandAll
      showSearch={{ treeNodeFilterProp: 'title' }}
      allowClear={allowClear}
      disabled={disabled ?? false}
      placeholder={placeholder ?? t('knowledge.pick.category')}
      popupMatchSelectWidth={320}
      onChange={(id?: string) => onChange(id)}
      {...(className && { className })}
    />
  )
}

/** Choosing who may see something; nobody chosen stands for everybody. */
export function AudiencePicker({ label, value, onChange, placeholder, disabled }: Many) {
  const { t } = useTranslation()
  const { audiences } = useAudiences()
  const nameOf = useAudienceName()
  const ids = [...new Set([...audiences.map(({ id }) => id), ...value])]
  return (
    <Select<string[]>
      mode="multiple"
      aria-label={label}
      value={value}
      disabled={disabled ?? false}
      placeholder={placeholder ?? t('knowledge.pick.everybody')}
      showSearch={{ optionFilterProp: 'label' }}
      options={ids.map((id) => ({ value: id, label: nameOf(id) }))}
      onChange={onChange}
    />
  )
}

const channelKinds = ['web', 'webhook', 'wecom', 'wechat', 'email', 'voice'] as const

/** Says a kind of channel in the reader's language; one nobody knows by its own name. */
export function useChannelName(): (kind: string) => string {
  const { t } = useTranslation()
  return (kind) => {
    const known = channelKinds.find((one) => one === kind)
    return known ? t(`knowledge.channels.${known}`) : kind
  }
}

/** Choosing kinds of channels; none chosen stands for all. */
export function ChannelPicker({ label, value, onChange, placeholder, disabled }: Many) {
  const { t } = useTranslation()
  const nameOf = useChannelName()
  return (
    <Select<string[]>
      mode="tags"
      aria-label={label}
      value={value}
      disabled={disabled ?? false}
      placeholder={placeholder ?? t('knowledge.pick.allChannels')}
      options={channelKinds.map((kind) => ({ value: kind, label: nameOf(kind) }))}
      onChange={onChange}
    />
  )
}

/** Choosing one kind of channel. */
export function OneChannelPicker({ label, value, onChange, placeholder, className }: One) {
  const nameOf = useChannelName()
  return (
    <Select<string>
      aria-label={label}
      value={value}
      allowClear={placeholder !== undefined}
      placeholder={placeholder}
      popupMatchSelectWidth={false}
      options={channelKinds.map((kind) => ({ value: kind, label: nameOf(kind) }))}
      onChange={(kind?: string) => onChange(kind)}
      {...(className && { className })}
    />
  )
}

/** Labels that are in use are offered, new ones are typed. */
export function LabelPicker({ label, value, onChange, placeholder, disabled }: Many) {
  const { t } = useTranslation()
  const labels = useQuery({
    queryKey: knowledgeKeys.labels,
    queryFn: ({ signal }) => call(routes.listLabels, { signal }),
  })
  return (
    <Select<string[]>
      mode="tags"
      aria-label={label}
      value={value}
      disabled={disabled ?? false}
      tokenSeparators={[',', '，', '、']}
      placeholder={placeholder ?? t('knowledge.pick.labels')}
      options={(labels.data?.items ?? []).map((one) => ({ value: one.label, label: one.label }))}
      onChange={(labels) => onChange([...new Set(labels.map((one) => one.trim()).filter((one) => one !== ''))])}
    />
  )
}

/** Colleagues by id. */
export function useStaffNames() {
  const staff = useQuery({ queryKey: keys.staff, queryFn: ({ signal }) => call(routes.listStaff, { signal }) })
  return useMemo(() => new Map((staff.data?.items ?? []).map((one) => [one.id, one])), [staff.data])
}

/** Choosing the colleague who looks after something. */
export function OwnerPicker({ label, value, onChange, placeholder, disabled, className }: One) {
  const { t } = useTranslation()
  const staff = useStaffNames()
  const people = [...staff.values()].filter((one) => !one.disabled || one.id === value)
  return (
    <Select<string>
      aria-label={label}
      value={value}
      allowClear
      disabled={disabled ?? false}
      placeholder={placeholder ?? t('knowledge.pick.nobody')}
      popupMatchSelectWidth={false}
      showSearch={{ optionFilterProp: 'label' }}
      options={people.map(({ id, name }) => ({ value: id, label: name }))}
      onChange={(id?: string) => onChange(id)}
      {...(className && { className })}
    />
  )
}
