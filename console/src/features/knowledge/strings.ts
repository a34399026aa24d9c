import type { Strings } from '../../i18n/strings.ts'
import * as growth from '../growth/strings.ts'
import * as documents from './strings/documents.ts'
import * as editor from './strings/editor.ts'
import * as entries from './strings/entries.ts'
import * as intake from './strings/intake.ts'
import { reasons } from './strings/reasons.ts'
import * as rules from './strings/rules.ts'
import * as test from './strings/test.ts'

export const zh = {
  ...entries.zh,
  ...editor.zh,
  ...documents.zh,
  ...intake.zh,
  ...test.zh,
  ...rules.zh,
  ...growth.zh,
  reasons: reasons.zh,
  sections: {
    entries: '条目',
    documents: '文档',
    sources: '网站与帮助台',
    imports: '批量导入',
    graph: '知识图谱',
    gaps: '知识缺口',
    proposals: '问答建议',
    health: '健康度',
    todo: '待办',
    audiences: '人群',
    tuning: '同义词与调优',
    packs: '行业包',
    help: '帮助中心',
    settings: '设置',
  },
}

export const en: Strings<typeof zh> = {
  ...entries.en,
  ...editor.en,
  ...documents.en,
  ...intake.en,
  ...test.en,
  ...rules.en,
  ...growth.en,
  reasons: reasons.en,
  sections: {
    entries: 'Entries',
    documents: 'Documents',
    sources: 'Sites & help desks',
    imports: 'Bulk import',
    graph: 'Knowledge graph',
    gaps: 'Gaps',
    proposals: 'Proposals',
    health: 'Health',
    todo: 'To do',
    audiences: 'Audiences',
    tuning: 'Synonyms & tuning',
    packs: 'Packs',
    help: 'Help centre',
    settings: 'Settings',
  },
}
