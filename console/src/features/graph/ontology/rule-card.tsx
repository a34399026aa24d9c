import type { Rule } from '@loopdesk/contracts/graph.ts'
import { Checkbox, InputNumber } from 'antd'
import { useTranslation } from 'react-i18next'
import { useOntology } from '../use-ontology.ts'
import { Card, type CardProps, Labelled, PickField, PickMany, TextField, WordsField } from './card.tsx'

const kinds = ['required', 'unique', 'range', 'among', 'excludes', 'derived'] as const

/** A rule, as a sentence of fields: what it is about and what must hold. */
export function RuleCard({ item, ontology, problems, onChange, onRemove }: CardProps<Rule>) {
  const { t } = useTranslation()
  const { language } = useOntology()
  const options = (list: { key: string; name: { zh: string; en: string } }[]) =>
    list.map(({ key, name }) => ({ value: key, label: name[language] }))
  const [types, properties, relations] = [
    options(ontology.types),
    options(ontology.properties),
    options(ontology.relations),
  ]
  const type = 'type' in item ? item.type : undefined
  const base = { id: item.id, ...(item.note ? { note: item.note } : {}) }
  const first = {
    type: type ?? types[0]?.value ?? '',
    property: properties[0]?.value ?? '',
    relation: relations[0]?.value ?? '',
  }
  const start: Record<Rule['kind'], Rule> = {
    required: { ...base, kind: 'required', type: first.type, member: first.property || first.relation },
    unique: { ...base, kind: 'unique', type: first.type, property: first.property },
    range: { ...base, kind: 'range', property: first.property, min: 0 },
    among: { ...base, kind: 'among', property: first.property, values: ['…'] },
    excludes: { ...base, kind: 'excludes', type: first.type, relation: first.relation, subjects: [], objects: [] },
    derived: {
      ...base,
      kind: 'derived',
      relation: first.relation,
      path: [{ relation: relations.find(({ value }) => value !== first.relation)?.value ?? '', inverse: false }],
      repeat: false,
    },
  }
  return (
    <Card problems={problems} onRemove={onRemove}>
      <PickField
        label={t('graph.ontology.rules')}
        value={item.kind}
        options={kinds.map((value) => ({ value, label: t(`graph.ontology.ruleKinds.${value}`) }))}
        onChange={(kind) => onChange(start[kind as Rule['kind']])}
      />
      {'type' in item && item.kind !== 'range' && item.kind !== 'among' && (
        <PickField
          label={t('graph.ontology.type')}
          value={type}
          options={types}
          onChange={(value) => onChange({ ...item, type: value } as Rule)}
        />
      )}
      {item.kind === 'required' && (
        <PickField
          label={t('graph.ontology.member')}
          value={item.member}
          options={[...properties, ...relations]}
          onChange={(member) => onChange({ ...item, member })}
        />
      )}
      {'property' in item && (
        <PickField
          label={t('graph.ontology.property')}
          value={item.property}
          options={properties}
          onChange={(property) => onChange({ ...item, property })}
        />
      )}
      {item.kind === 'range' &&
        (['min', 'max'] as const).map((end) => (
          <Labelled key={end} label={t(`graph.ontology.${end}`)}>
            <InputNumber
              aria-label={t(`graph.ontology.${end}`)}
              value={item[end] ?? null}
              onChange={(value) => {
                const { [end]: _, ...rest } = item
                onChange(value === null ? (rest as Rule) : { ...item, [end]: value })
              }}
            />
          </Labelled>
        ))}
      {item.kind === 'among' && (
        <WordsField
          label={t('graph.ontology.values')}
          value={item.values}
          onChange={(values) => onChange({ ...item, values })}
        />
      )}
      {'relation' in item && (
        <PickField
          label={t('graph.ontology.relation')}
          value={item.relation}
          options={relations}
          onChange={(relation) => onChange({ ...item, relation })}
        />
      )}
      {item.kind === 'excludes' && (
        <>
          <PickField
            label={t('graph.ontology.when')}
            value={item.when?.property}
            options={properties}
            onChange={(property) => onChange({ ...item, when: { property, value: item.when?.value ?? 'false' } })}
            clear={() => {
              const { when: _, ...rest } = item
              onChange(rest)
            }}
          />
          {item.when && (
            <TextField
              label={t('graph.ontology.equals')}
              value={item.when.value}
              onChange={(value) => onChange({ ...item, when: { ...item.when!, value } })}
            />
          )}
        </>
      )}
      {item.kind === 'derived' && (
        <>
          <PickMany
            label={t('graph.ontology.path')}
            value={item.path.map(({ relation, inverse }) => `${inverse ? '-' : '+'}${relation}`)}
            options={relations.flatMap(({ value, label }) => [
              { value: `+${value}`, label },
              { value: `-${value}`, label: `${label} (${t('graph.ontology.reverse')})` },
            ])}
            onChange={(path) =>
              onChange({
                ...item,
                path: path.slice(0, 4).map((each) => ({ relation: each.slice(1), inverse: each.startsWith('-') })),
              })
            }
          />
          <Checkbox checked={item.repeat} onChange={(event) => onChange({ ...item, repeat: event.target.checked })}>
            {t('graph.ontology.repeat')}
          </Checkbox>
        </>
      )}
      <TextField
        label={t('graph.ontology.note')}
        value={item.note ?? ''}
        onChange={(note) => {
          const { note: _, ...rest } = item
          onChange(note === '' ? (rest as Rule) : { ...item, note })
        }}
      />
    </Card>
  )
}
