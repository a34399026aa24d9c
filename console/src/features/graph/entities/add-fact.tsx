import type { EntityRow } from '@loopdesk/contracts/api/graph.ts'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Checkbox, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../api.ts'
import { problemText } from '../../../ui/problem-text.ts'
import { useDebounced } from '../../../ui/use-debounced.ts'
import { AudiencePicker } from '../../knowledge/pickers.tsx'
import { graphKeys } from '../graph-keys.ts'
import { useOntology } from '../use-ontology.ts'

/** A fact stated by hand: a value as people write it, or a relation to another thing. */
export function AddFact({ entity }: { entity: EntityRow }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const { ontology, language } = useOntology()
  const cache = useQueryClient()
  const [member, setMember] = useState<string>()
  const [value, setValue] = useState('')
  const [object, setObject] = useState<string>()
  const [negated, setNegated] = useState(false)
  const [audiences, setAudiences] = useState<string[]>([])
  const properties = ontology.properties.filter(({ of }) => of.includes(entity.type))
  const relations = ontology.relations.filter(({ from }) => from.includes(entity.type))
  const property = properties.find(({ key }) => key === member)
  const relation = relations.find(({ key }) => key === member)
  const add = useMutation({
    mutationFn: () =>
      call(routes.addFact, {
        body: {
          subject: entity.id,
          negated,
          audiences,
          ...(property ? { property: property.key, value } : { relation: member, object }),
        },
      }),
    onSuccess: () => {
      setValue('')
      setObject(undefined)
      void cache.invalidateQueries({ queryKey: graphKeys.all })
    },
    onError: (error) => void message.error(problemText(error, t)),
  })
  if (properties.length + relations.length === 0) return null
  const ready = property ? value.trim() !== '' : object !== undefined
  return (
    <form
      className="kg-bar"
      style={{ marginTop: 12 }}
      onSubmit={(event) => {
        event.preventDefault()
        if (ready) add.mutate()
      }}
    >
      <Select
        aria-label={t('graph.entities.member')}
        placeholder={t('graph.entities.addFact')}
        value={member}
        options={[...properties, ...relations].map(({ key, name }) => ({ value: key, label: name[language] }))}
        onChange={(key: string) => {
          setMember(key)
          setObject(undefined)
        }}
      />
      {property &&
        (property.kind === 'choice' || property.kind === 'yes_no' ? (
          <Select
            aria-label={t('graph.entities.value')}
            value={value || undefined}
            options={
              property.kind === 'yes_no'
                ? [
                    { value: 'yes', label: language === 'zh' ? '是' : 'yes' },
                    { value: 'no', label: language === 'zh' ? '否' : 'no' },
                  ]
                : property.choices.map((each) => ({ value: each.value, label: each.label[language] }))
            }
            onChange={setValue}
          />
        ) : (
          <Input
            aria-label={t('graph.entities.value')}
            style={{ width: 160 }}
            placeholder={property.unit ?? t('graph.entities.value')}
            value={value}
            onChange={(event) => setValue(event.target.value)}
          />
        ))}
      {relation && <EntityPicker types={relation.to} value={object} onChange={setObject} />}
      {relation && (
        <Checkbox checked={negated} onChange={(event) => setNegated(event.target.checked)}>
          {t('graph.entities.negated')}
        </Checkbox>
      )}
      {member && (
        <span style={{ minWidth: 160 }}>
          <AudiencePicker label={t('graph.entities.audiences')} value={audiences} onChange={setAudiences} />
        </span>
      )}
      {member && (
        <Button htmlType="submit" disabled={!ready} loading={add.isPending}>
          {t('graph.entities.add2')}
        </Button>
      )}
    </form>
  )
}

function EntityPicker({
  types,
  value,
  onChange,
}: {
  types: string[]
  value: string | undefined
  onChange: (id: string) => void
}) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const search = useDebounced(typed, 200)
  const [type] = types
  const found = useQuery({
    queryKey: [...graphKeys.entities, 'pick', { type, search }],
    queryFn: ({ signal }) =>
      call(routes.listEntities, {
        query: { search: search || undefined, ...(types.length === 1 ? { type } : {}), limit: 20 },
        signal,
      }),
  })
  return (
    <Select
      showSearch={{ filterOption: false, onSearch: setTyped }}
      aria-label={t('graph.entities.object')}
      placeholder={t('graph.entities.object')}
      value={value}
      options={(found.data?.items ?? [])
        .filter((each) => types.includes(each.type))
        .map(({ id, name }) => ({ value: id, label: name }))}
      onChange={onChange}
    />
  )
}
