import type { Relation } from '@loopdesk/contracts/graph.ts'
import { Switch } from 'antd'
import { useTranslation } from 'react-i18next'
import { useOntology } from '../use-ontology.ts'
import { Card, type CardProps, Labelled, NameFields, PickField, PickMany, TextField } from './card.tsx'

const cardinalities = ['one_one', 'one_many', 'many_one', 'many_many'] as const

export function RelationCard({ item, ontology, problems, onChange, onRemove }: CardProps<Relation>) {
  const { t } = useTranslation()
  const { language } = useOntology()
  const types = ontology.types.map(({ key, name }) => ({ value: key, label: name[language] }))
  const setInverse = (change: Partial<Relation['name']>) => {
    const { inverse, ...rest } = item
    const next = { zh: '', en: '', ...inverse, ...change }
    const filled = { zh: next.zh || next.en, en: next.en || next.zh }
    onChange(filled.zh === '' ? rest : { ...rest, inverse: filled })
  }
  return (
    <Card problems={problems} onRemove={onRemove}>
      <NameFields item={item} onChange={onChange} />
      <PickMany
        label={t('graph.ontology.from')}
        value={item.from}
        options={types}
        onChange={(from) => onChange({ ...item, from })}
      />
      <PickMany
        label={t('graph.ontology.to')}
        value={item.to}
        options={types}
        onChange={(to) => onChange({ ...item, to })}
      />
      <PickField
        label={t('graph.ontology.cardinality')}
        value={item.cardinality}
        options={cardinalities.map((value) => ({ value, label: t(`graph.ontology.cardinalities.${value}`) }))}
        onChange={(cardinality) => onChange({ ...item, cardinality: cardinality as Relation['cardinality'] })}
      />
      <TextField
        label={`${t('graph.ontology.inverse')} · ${t('common.language.zh')}`}
        value={item.inverse?.zh ?? ''}
        onChange={(zh) => setInverse({ zh })}
      />
      <TextField
        label={`${t('graph.ontology.inverse')} · ${t('common.language.en')}`}
        value={item.inverse?.en ?? ''}
        onChange={(en) => setInverse({ en })}
      />
      <PickField
        label={t('graph.ontology.role')}
        value={item.role}
        options={(['cause', 'step', 'part'] as const).map((value) => ({
          value,
          label: t(`graph.ontology.roles.${value}`),
        }))}
        onChange={(role) => onChange({ ...item, role: role as NonNullable<Relation['role']> })}
        clear={() => {
          const { role: _, ...rest } = item
          onChange(rest)
        }}
      />
      <Labelled label={t('graph.ontology.closed')} wide hint={t('graph.ontology.closedHint')}>
        <Switch
          aria-label={t('graph.ontology.closed')}
          checked={item.closed}
          style={{ justifySelf: 'start' }}
          onChange={(closed) => onChange({ ...item, closed })}
        />
      </Labelled>
    </Card>
  )
}
