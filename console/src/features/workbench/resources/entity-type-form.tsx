import type { EntityType } from '@loopdesk/contracts/api/workbench.ts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../api.ts'
import { useNotice } from '../use-notice.tsx'
import { workbenchKeys } from '../workbench-keys.ts'
import { EntityTest } from './entity-test.tsx'
import { valuesOf, wordsOf } from './entity-values.ts'

interface Values {
  kind: EntityType['kind']
  type: string
  zh?: string
  en?: string
  pattern?: string
  values?: string
}

interface Props {
  /** Null: a new one. */
  entity: EntityType | null
  taken: string[]
  write: boolean
  onSaved(): void
}

/** A pattern or a list with synonyms; what it finds is seen below while it is being written. */
export function EntityTypeForm({ entity, taken, write, onSaved }: Props) {
  const { t } = useTranslation()
  const cache = useQueryClient()
  const notice = useNotice()
  const [form] = Form.useForm<Values>()
  const values = Form.useWatch([], form) as Values | undefined
  const save = useMutation({
    mutationFn: (definition: EntityType) =>
      call(routes.saveEntityType, { params: { type: definition.type }, body: definition }),
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: workbenchKeys.entityTypes })
      void cache.invalidateQueries({ queryKey: workbenchKeys.tries })
      onSaved()
    },
    onError: notice.fail,
  })
  return (
    <Form<Values>
      form={form}
      layout="vertical"
      requiredMark={false}
      disabled={!write}
      initialValues={entity ? shown(entity) : { kind: 'list' }}
      onFinish={(given) => {
        const definition = definitionOf(given)
        if (definition) save.mutate(definition)
      }}
    >
      <Form.Item name="kind" label={t('workbench.entities.kind')}>
        <Segmented
          options={(['list', 'regex'] as const).map((value) => ({
            value,
            label: t(`workbench.entities.kinds.${value}`),
          }))}
        />
      </Form.Item>
      <div className="two-fields">
        <Form.Item
          name="zh"
          label={t('workbench.entities.nameZh')}
          rules={[
            ({ getFieldValue }) => ({
              validator: async (_, value: string | undefined) => {
                if (!value?.trim() && !(getFieldValue('en') as string | undefined)?.trim())
                  throw new Error(t('workbench.intents.needName'))
              },
            }),
          ]}
        >
          <Input maxLength={100} placeholder={t('workbench.entities.nameZhHint')} />
        </Form.Item>
        <Form.Item name="en" label={t('workbench.entities.nameEn')}>
          <Input maxLength={100} placeholder={t('workbench.entities.nameEnHint')} />
        </Form.Item>
      </div>
      <Form.Item
        name="type"
        label={t('workbench.entities.type')}
        extra={t('workbench.entities.typeHelp')}
        rules={[
          { required: true, message: t('workbench.entities.needType') },
          { pattern: /^[a-z][a-z0-9_]{0,49}$/, message: t('workbench.entities.badType') },
          {
            validator: async (_, value: string) => {
              if (!entity && taken.includes(value)) throw new Error(t('workbench.entities.takenType'))
            },
          },
        ]}
      >
        <Input disabled={entity !== null} maxLength={50} placeholder="store_name" />
      </Form.Item>
      {values?.kind === 'regex' ? (
        <Form.Item
          name="pattern"
          label={t('workbench.entities.pattern')}
          extra={t('workbench.entities.patternHelp')}
          rules={[
            { required: true, message: t('workbench.entities.needPattern') },
            {
              validator: async (_, value: string) => {
                if (!compiles(value)) throw new Error(t('workbench.entities.badPattern'))
              },
            },
          ]}
        >
          <Input className="mono" maxLength={500} placeholder="SN-?\d{8}" />
        </Form.Item>
      ) : (
        <Form.Item
          name="values"
          label={t('workbench.entities.list')}
          extra={t('workbench.entities.listHelp')}
          rules={[{ required: true, whitespace: true, message: t('workbench.entities.needValues') }]}
        >
          <Input.TextArea autoSize={{ minRows: 5, maxRows: 14 }} placeholder={t('workbench.entities.listHint')} />
        </Form.Item>
      )}
      <EntityTest definition={values ? definitionOf(values) : null} />
      {write && (
        <Button type="primary" htmlType="submit" block loading={save.isPending}>
          {t('common.save')}
        </Button>
      )}
    </Form>
  )
}

function compiles(pattern: string | undefined): boolean {
  try {
    new RegExp(pattern ?? '', 'u')
    return true
  } catch {
    return false
  }
}

/** What the fields say as a definition; null while something is missing. A test needs no name yet. */
function definitionOf({ kind, type, zh, en, pattern, values }: Values): EntityType | null {
  const named = { zh: zh?.trim() || en?.trim() || '?', en: en?.trim() || zh?.trim() || '?' }
  const base = { type: /^[a-z][a-z0-9_]{0,49}$/.test(type ?? '') ? type : 'unnamed', name: named }
  if (kind === 'regex') return pattern && compiles(pattern) ? { ...base, kind, pattern } : null
  const list = valuesOf(values ?? '')
  return list.length > 0 ? { ...base, kind: 'list', values: list } : null
}

function shown(entity: EntityType): Values {
  const base = { kind: entity.kind, type: entity.type, zh: entity.name.zh, en: entity.name.en }
  return entity.kind === 'regex' ? { ...base, pattern: entity.pattern } : { ...base, values: wordsOf(entity.values) }
}
