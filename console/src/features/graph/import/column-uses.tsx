import type { ColumnUseSent } from '@loopdesk/contracts/api/graph.ts'
import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useOntology } from '../use-ontology.ts'

interface Props {
  table: { type: string; header: string[]; rows: string[][] }
  columns: ColumnUseSent[]
  onChange: (columns: ColumnUseSent[]) => void
}

/** For every column of a table, what it is. */
export function ColumnUses({ table: { type, header, rows }, columns, onChange }: Props) {
  const { t } = useTranslation()
  const options = useUses(type)
  return (
    <div className="kg-scroll">
      <table className="kg-table" style={{ maxWidth: 860 }}>
        <tbody>
          {header.map((label, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two columns may have the same heading.
            <tr key={at}>
              <td>
                <strong>{label}</strong>
              </td>
              <td className="kg-quiet">
                {t('graph.import.sample')}:{' '}
                {rows
                  .slice(0, 2)
                  .map((row) => row[at])
                  .filter(Boolean)
                  .join('、')
                  .slice(0, 60)}
              </td>
              <td>
                <Select
                  aria-label={label}
                  style={{ width: 260 }}
                  value={nameOf(columns[at]!)}
                  options={options}
                  onChange={(name: string) =>
                    onChange(columns.map((each, index) => (index === at ? columnNamed(name) : each)))
                  }
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function useUses(type: string): { value: string; label: string }[] {
  const { t } = useTranslation()
  const { ontology, language } = useOntology()
  return [
    ...(['skip', 'key', 'name', 'aliases', 'from', 'until'] as const).map((use) => ({
      value: use,
      label: t(`graph.import.uses.${use}`),
    })),
    ...ontology.properties
      .filter(({ of }) => of.includes(type))
      .map(({ key, name }) => ({
        value: `property ${key}`,
        label: t('graph.import.uses.property', { name: name[language] }),
      })),
    ...ontology.relations.flatMap(({ key, name, inverse, from, to }) => [
      ...(from.includes(type)
        ? [{ value: `relation ${key}`, label: t('graph.import.uses.relation', { name: name[language] }) }]
        : []),
      ...(to.includes(type)
        ? [
            {
              value: `inverse ${key}`,
              label: t('graph.import.uses.relation', { name: inverse?.[language] ?? `← ${name[language]}` }),
            },
          ]
        : []),
    ]),
  ]
}

function nameOf(column: ColumnUseSent): string {
  if (column.use === 'property') return `property ${column.property}`
  if (column.use === 'relation') return `${column.inverse ? 'inverse' : 'relation'} ${column.relation}`
  return column.use
}

function columnNamed(name: string): ColumnUseSent {
  const [use, key = ''] = name.split(' ')
  if (use === 'property') return { use, property: key }
  if (use === 'relation' || use === 'inverse')
    return { use: 'relation', relation: key, inverse: use === 'inverse', create: true }
  return { use: use as 'skip' }
}
