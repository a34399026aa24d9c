import type { EntryFinding } from '@loopdesk/contracts/api/knowledge/entries.ts'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'

/** What is to be said about a part of the draft; `under` are the beginnings of the paths that belong to it. */
export function FindingLines({ findings, under }: { findings: EntryFinding[]; under: string[] }) {
  const { t } = useTranslation()
  const here = findings.filter(({ path }) => under.some((start) => path === start || path.startsWith(`${start}/`)))
  if (here.length === 0) return null
  return (
    <ul className="findings">
      {here.map((finding) => (
        <li key={`${finding.code}${finding.path}${finding.about}`} className={`finding-${finding.severity}`}>
          {t(`knowledge.findings.${finding.code}`, { about: aboutOf(finding, t) })}
        </li>
      ))}
    </ul>
  )
}

function aboutOf({ code, about, message }: EntryFinding, t: TFunction): string {
  if (code === 'missing_language' && (about === 'zh' || about === 'en')) return t(`common.language.${about}`)
  if (code === 'invalid') return message
  return about ?? ''
}
