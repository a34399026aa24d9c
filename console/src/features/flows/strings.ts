import type { Strings } from '../../i18n/strings.ts'
import * as canvas from './strings/canvas.ts'
import * as list from './strings/list.ts'
import * as properties from './strings/properties.ts'
import * as publish from './strings/publish.ts'
import * as rehearse from './strings/rehearse.ts'
import * as settings from './strings/settings.ts'
import * as words from './strings/words.ts'

export const zh = {
  ...list.zh,
  ...canvas.zh,
  ...properties.zh,
  ...settings.zh,
  ...rehearse.zh,
  ...publish.zh,
  ...words.zh,
}

export const en: Strings<typeof zh> = {
  ...list.en,
  ...canvas.en,
  ...properties.en,
  ...settings.en,
  ...rehearse.en,
  ...publish.en,
  ...words.en,
}
