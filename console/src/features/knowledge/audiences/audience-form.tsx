import { CloseOutlined, PlusOutlined } from '@ant-design/icons'
import type { ListedAudience } from '@loopdesk/contracts/api/knowledge/audiences.ts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { AutoComplete, Button, Input, Popconfirm, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../api.ts'
import { SideDrawer } from '../../../ui/side-drawer.tsx'
import { useNotice } from '../../workbench/use-notice.tsx'
import { knowledgeKeys } from '../knowledge-keys.ts'
import { Labelled } from '../labelled.tsx'
import { type Condition, conditionWords, fieldWords, knownFields, typedValue } from './condition-words.ts'

interface Props {
  open: boolean
  audience: ListedAudience | undefined
  onClose(): void
}

/** An audience is a name and conditions that all hold; the sentence they make is read back while they are chosen. */
export function AudienceForm({ open, audience, onClose }: Props) {
  const { t } = useTranslation()
  return (
    <SideDrawer
      open={open}
      width={600}
      title={t(audience ? 'knowledge.audiences.edit' : 'knowledge.audiences.create')}
      onClose={onClose}
    >
      <Form audience={audience} onClose={onClose} />
    </SideDrawer>
  )
}

const operators = ['one_of', 'none_of', 'at_least', 'at_most', 'known'] as const
const first: Condition = { field: 'tag', is: 'one_of', values: [] }

function Form({ audience, onClose }: Omit<Props, 'open'>) {
  const { t } = useTranslation()
  const cache = useQueryClient()
  const notice = useNotice()
  const [id, setId] = useState(audience?.id ?? '')
  const [zh, setZh] = useState(audience?.name.zh ?? '')
  const [en, setEn] = useState(audience?.name.en ?? '')
  const [conditions, setConditions] = useState<Condition[]>(audience?.conditions.length ? audience.conditions : [first])
  const settle = () => {
    void cache.invalidateQueries({ queryKey: knowledgeKeys.audiences })
    onClose()
  }
  const save = useMutation({
    mutationFn: () => {
      const name = { ...(zh.trim() && { zh: zh.trim() }), ...(en.trim() && { en: en.trim() }) }
      return audience
        ? call(routes.saveAudience, { params: { audienceId: audience.id }, body: { name, conditions } })
        : call(routes.createAudience, { body: { id, name, conditions } })
    },
    onSuccess: () => {
      notice.say(t('common.saved'))
      settle()
    },
    onError: notice.fail,
  })
  const remove = useMutation({
    mutationFn: () => call(routes.deleteAudience, { params: { audienceId: audience!.id } }),
    onSuccess: settle,
    onError: notice.fail,
  })
  const ready =
    (zh.trim() !== '' || en.trim() !== '') &&
    /^[a-z][\w-]{0,59}$/.test(id) &&
    conditions.every(({ field, is, values }) => field.trim() !== '' && (is === 'known' || values.length > 0))
  const change = (at: number, part: Partial<Condition>) =>
    setConditions((now) => now.map((one, index) => (index === at ? { ...one, ...part } : one)))
  return (
    <div className="kb-form">
      <Labelled>
        <span>{t('knowledge.categories.nameZh')}</span>
        <Input autoFocus value={zh} maxLength={60} onChange={(event) => setZh(event.target.value)} />
      </Labelled>
      <Labelled>
        <span>{t('knowledge.categories.nameEn')}</span>
        <Input value={en} maxLength={60} onChange={(event) => setEn(event.target.value)} />
      </Labelled>
      {!audience && (
        <Labelled>
          <span>
            {t('knowledge.audiences.id')} <small>{t('knowledge.audiences.idHelp')}</small>
          </span>
          <Input value={id} maxLength={60} placeholder="gold-members" onChange={(event) => setId(event.target.value)} />
        </Labelled>
      )}
      <fieldset className="conditions">
        <legend>{t('knowledge.audiences.conditions')}</legend>
        {conditions.map((condition, at) => (
          <ConditionLine
            // biome-ignore lint/suspicious/noArrayIndexKey: a condition has no other name than its place
            key={at}
            condition={condition}
            onChange={(part) => change(at, part)}
            onRemove={
              conditions.length > 1 ? () => setConditions((now) => now.filter((_, index) => index !== at)) : null
            }
          />
        ))}
        <Button
          size="small"
          type="dashed"
          icon={<PlusOutlined />}
          onClick={() => setConditions((now) => [...now, first])}
        >
          {t('knowledge.audiences.addCondition')}
        </Button>
      </fieldset>
      {ready && (
        <p className="kb-notice">
          {t('knowledge.audiences.reads', {
            sentence: conditions.map((one) => conditionWords(one, t)).join(t('knowledge.audiences.and')),
          })}
        </p>
      )}
      <div className="buttons">
        <Button type="primary" disabled={!ready} loading={save.isPending} onClick={() => save.mutate()}>
          {t('common.save')}
        </Button>
        {audience && (
          <Popconfirm
            title={t('knowledge.audiences.deleteTitle')}
            okText={t('knowledge.documents.delete')}
            cancelText={t('common.cancel')}
            onConfirm={() => remove.mutate()}
          >
            <Button danger loading={remove.isPending}>
              {t('knowledge.documents.delete')}
            </Button>
          </Popconfirm>
        )}
      </div>
    </div>
  )
}

interface LineProps {
  condition: Condition
  onChange(part: Partial<Condition>): void
  onRemove: (() => void) | null
}

function ConditionLine({ condition, onChange, onRemove }: LineProps) {
  const { t } = useTranslation()
  const { field, is, values } = condition
  return (
    <div className="condition">
      <AutoComplete
        value={field}
        aria-label={t('knowledge.audiences.field')}
        placeholder={t('knowledge.audiences.fieldHint')}
        options={knownFields.map((value) => ({ value: value as string, label: `${fieldWords(value, t)} (${value})` }))}
        onChange={(value) => onChange({ field: value })}
      />
      <Select
        value={is}
        aria-label={t('knowledge.audiences.operator')}
        popupMatchSelectWidth={false}
        options={operators.map((value) => ({ value, label: t(`knowledge.audiences.operators.${value}`) }))}
        onChange={(next) => onChange({ is: next, values: values.map((value) => typedValue(String(value), next)) })}
      />
      {is !== 'known' && (
        <Select
          mode="tags"
          value={values.map(String)}
          aria-label={t('knowledge.audiences.values')}
          placeholder={t('knowledge.audiences.valuesHint')}
          options={suggestions(field).map((value) => ({ value, label: value }))}
          tokenSeparators={[',', '，']}
          onChange={(next: string[]) => onChange({ values: next.map((value) => typedValue(value, is)) })}
        />
      )}
      {onRemove && (
        <Button
          type="text"
          icon={<CloseOutlined />}
          aria-label={t('knowledge.audiences.removeCondition')}
          onClick={onRemove}
        />
      )}
    </div>
  )
}

function suggestions(field: string): string[] {
  if (field === 'verified') return ['true', 'false']
  if (field === 'language') return ['zh', 'en']
  if (field === 'channel') return ['web', 'webhook', 'wecom', 'wechat', 'email', 'voice']
  return []
}
