import type { PackSetting } from '@loopdesk/contracts/api/knowledge/packs.ts'
import { inLanguage } from '@loopdesk/contracts/knowledge.ts'
import { Input } from 'antd'
import type { Reply, routes } from '../../../api.ts'
import { useLanguage } from '../../flows/use-language.ts'
import { Labelled } from '../labelled.tsx'

interface Props {
  settings: PackSetting[]
  values: Record<string, string>
  onChange(values: Record<string, string>): void
}

const inputTypes = { text: 'text', number: 'number', date: 'date', url: 'url', phone: 'tel', email: 'email' } as const

/** What is put into the texts of a pack: the company's name, its hours, its phone. */
export function PackSettings({ settings, values, onChange }: Props) {
  const language = useLanguage()
  return (
    <div className="pack-settings">
      {settings.map((one) => (
        <Labelled key={one.name}>
          <span>
            {inLanguage(one.label, language)}
            {one.help && <small>{inLanguage(one.help, language)}</small>}
          </span>
          <Input
            type={inputTypes[one.type]}
            maxLength={500}
            value={values[one.name] ?? ''}
            onChange={(event) => onChange({ ...values, [one.name]: event.target.value })}
          />
        </Labelled>
      ))}
    </div>
  )
}

/** What was said when it was installed, else what stands there unless somebody says otherwise. */
export function valuesOf(pack: Reply<typeof routes.readPack>): Record<string, string> {
  return Object.fromEntries(
    pack.settings.map(({ name, default: usual }) => [name, pack.installed?.values[name] ?? usual ?? '']),
  )
}
