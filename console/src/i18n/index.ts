import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { type Language, readPreferences } from '../app/preferences.ts'
import * as shell from '../app/strings.ts'
import * as assist from '../features/assist/strings.ts'
import * as conversations from '../features/conversations/strings.ts'
import * as customers from '../features/customers/strings.ts'
import * as approvals from '../features/flows/approvals/strings.ts'
import * as incidents from '../features/flows/incidents/strings.ts'
import * as runs from '../features/flows/runs/strings.ts'
import * as flows from '../features/flows/strings.ts'
import * as graph from '../features/graph/strings.ts'
import * as help from '../features/help/strings.ts'
import * as identity from '../features/identity/strings.ts'
import * as knowledge from '../features/knowledge/strings.ts'
import * as tickets from '../features/tickets/strings.ts'
import * as workbench from '../features/workbench/strings.ts'
import * as common from '../ui/strings.ts'
import type { Strings } from './strings.ts'

const zh = {
  common: common.zh,
  shell: shell.zh,
  inbox: conversations.zh,
  tickets: tickets.zh,
  customers: customers.zh,
  identity: identity.zh,
  help: help.zh,
  knowledge: knowledge.zh,
  graph: graph.zh,
  assist: assist.zh,
  workbench: workbench.zh,
  flows: flows.zh,
  runs: runs.zh,
  incidents: incidents.zh,
  approvals: approvals.zh,
}
const en: Strings<typeof zh> = {
  common: common.en,
  shell: shell.en,
  inbox: conversations.en,
  tickets: tickets.en,
  customers: customers.en,
  identity: identity.en,
  help: help.en,
  knowledge: knowledge.en,
  graph: graph.en,
  assist: assist.en,
  workbench: workbench.en,
  flows: flows.en,
  runs: runs.en,
  incidents: incidents.en,
  approvals: approvals.en,
}

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation'
    resources: { translation: typeof zh }
  }
}

/** Starts translation in the remembered language. */
export function startTranslation(): void {
  void i18next.use(initReactI18next).init({
    lng: readPreferences().language,
    fallbackLng: 'zh',
    resources: { zh: { translation: zh }, en: { translation: en } },
    interpolation: { escapeValue: false },
  })
  markDocument(readPreferences().language)
}

export function speak(language: Language): void {
  void i18next.changeLanguage(language)
  markDocument(language)
}

function markDocument(language: Language) {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
}
