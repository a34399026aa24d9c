import type { EntityType } from '@loopdesk/contracts/graph.ts'
import { ColorPicker } from 'antd'
import { useTranslation } from 'react-i18next'
import { Card, type CardProps, Labelled, NameFields } from './card.tsx'

export function TypeCard({ item, problems, onChange, onRemove }: CardProps<EntityType>) {
  const { t } = useTranslation()
  return (
    <Card problems={problems} onRemove={onRemove}>
      <NameFields item={item} onChange={onChange} />
      <Labelled label={t('graph.ontology.colour')}>
        <ColorPicker
          disabledAlpha
          value={item.colour ?? '#8c8c8c'}
          onChangeComplete={(colour) => onChange({ ...item, colour: colour.toHexString() })}
        />
      </Labelled>
    </Card>
  )
}
