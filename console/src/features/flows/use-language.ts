import { useTranslation } from 'react-i18next'

/** The half of localised words this reader wants. */
export function useLanguage(): 'zh' | 'en' {
  return useTranslation().i18n.language.startsWith('zh') ? 'zh' : 'en'
}
