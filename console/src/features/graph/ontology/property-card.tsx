import { type Property, type PropertyKind, propertyKind } from '@loopdesk/contracts/graph.ts'
import { useTranslation } from 'react-i18next'
import { useOntology } from '../use-ontology.ts'
import { Card, type CardProps, NameFields, PickField, PickMany, TextField, WordsField } from './card.tsx'

const measured: PropertyKind[] = ['number', 'money', 'duration']

export function PropertyCard({ item, ontology, problems, onChange, onRemove }: CardProps<Property>) {
  const { t } = useTranslation()
  const { language } = useOntology()
  const isMeasured = measured.includes(item.kind)
  const ends = item.ends ?? { low: [], high: [] }
  const without = <K extends 'unit' | 'role' | 'ends'>(key: K): Property => {
    const { [key]: _, ...rest } = item
    return rest as Property
  }
  const setKind = (kind: PropertyKind) => {
    const { ends: _, unit: __, ...rest } = item
    const kept = measured.includes(kind) ? item : rest
    onChange({
      ...kept,
      kind,
      ...(kind === 'money' ? { unit: item.unit ?? 'CNY' } : kind === 'duration' ? { unit: 'month' } : {}),
      choices: kind === 'choice' ? item.choices : [],
    })
  }
  return (
    <Card problems={problems} onRemove={onRemove}>
      <NameFields item={item} onChange={onChange} />
      <PickMany
        label={t('graph.ontology.of')}
        value={item.of}
        options={ontology.types.map(({ key, name }) => ({ value: key, label: name[language] }))}
        onChange={(of) => onChange({ ...item, of })}
      />
      <PickField
        label={t('graph.ontology.kind')}
        value={item.kind}
        options={propertyKind.options.map((value) => ({ value, label: t(`graph.ontology.kinds.${value}`) }))}
        onChange={(kind) => setKind(kind as PropertyKind)}
      />
      {isMeasured && (
        <TextField
          label={t('graph.ontology.unit')}
          value={item.unit ?? ''}
          onChange={(unit) => onChange(unit === '' ? without('unit') : { ...item, unit })}
        />
      )}
      {item.kind === 'choice' && (
        <WordsField
          label={t('graph.ontology.choices')}
          value={item.choices.map(({ value }) => value)}
          onChange={(values) =>
            onChange({
              ...item,
              choices: values.map(
                (value) =>
                  item.choices.find((each) => each.value === value) ?? {
                    value,
                    label: { zh: value, en: value },
                    synonyms: [],
                  },
              ),
            })
          }
        />
      )}
      {isMeasured && (
        <>
          <WordsField
            label={t('graph.ontology.low')}
            hint={t('graph.ontology.lowHint')}
            value={ends.low}
            onChange={(low) => onChange({ ...item, ends: { ...ends, low } })}
          />
          <WordsField
            label={t('graph.ontology.high')}
            value={ends.high}
            onChange={(high) => onChange({ ...item, ends: { ...ends, high } })}
          />
        </>
      )}
      <PickField
        label={t('graph.ontology.role')}
        value={item.role}
        options={(['meaning', 'hours', 'price'] as const).map((value) => ({
          value,
          label: t(`graph.ontology.roles.${value}`),
        }))}
        onChange={(role) => onChange({ ...item, role: role as NonNullable<Property['role']> })}
        clear={() => onChange(without('role'))}
      />
    </Card>
  )
}
