import { Select, type SelectProps } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useIntents, useLanguage } from './use-intents.ts'

type Props = Pick<SelectProps<string>, 'value' | 'onChange' | 'autoFocus' | 'allowClear' | 'placeholder' | 'id'> & {
  /** Labels that are not offered. */
  except?: string[]
  label: string
}

/** Choosing an intent by typing part of its name or label. */
export function IntentSelect({ except = [], label, ...rest }: Props) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { intents } = useIntents()
  const options = useMemo(
    () =>
      intents.map((intent) => ({
        value: intent.id,
        label: intent.name[language],
        kind: t(`workbench.kinds.${intent.kind}`),
        words: `${intent.name.zh} ${intent.name.en} ${intent.id}`.toLowerCase(),
      })),
    [intents, language, t],
  )
  return (
    <Select<string, (typeof options)[number]>
      className="intent-select"
      aria-label={label}
      placeholder={t('workbench.chooseIntent')}
      showSearch={{ filterOption: (text, option) => option?.words.includes(text.toLowerCase()) ?? false }}
      options={options.filter((option) => !except.includes(option.value))}
      optionRender={({ data }) => (
        <span className="intent-option">
          <span>{data.label}</span>
          <small>{data.kind}</small>
        </span>
      )}
      {...rest}
    />
  )
}
