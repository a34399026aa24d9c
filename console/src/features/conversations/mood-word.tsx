import type { ShownMood } from '@loopdesk/contracts/mood.ts'
import { useTranslation } from 'react-i18next'

/** What deserves a word of its own in the list, the gravest first. */
const telling = ['safety', 'complaint', 'abuse', 'churn'] as const

const tones: Partial<Record<ShownMood['emotion'], string>> = {
  anger: 'tag-bad',
  anxiety: 'tag-warn',
  disappointment: 'tag-warn',
  sadness: 'tag-warn',
  joy: 'tag-good',
  gratitude: 'tag-good',
}

/** How the customer feels, in a word that is also coloured; nothing while calm. */
export function MoodWord({ mood }: { mood: ShownMood | null }) {
  const { t } = useTranslation()
  if (!mood) return null
  const signal = telling.find((each) => mood.signals.includes(each))
  const word = t(`inbox.mood.${mood.emotion}`)
  const loud = mood.intensity === 3
  return (
    <>
      {signal && <span className="tag tag-bad">{t(`inbox.moodSignal.${signal}`)}</span>}
      {mood.emotion !== 'neutral' && (
        <span className={`tag ${tones[mood.emotion] ?? ''}`}>{loud ? t('inbox.moodStrong', { word }) : word}</span>
      )}
    </>
  )
}
