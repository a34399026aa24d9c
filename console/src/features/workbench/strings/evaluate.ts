import type { Strings } from '../../../i18n/strings.ts'
export const zh = {}
export const en: Strings<typeof zh> = {}
