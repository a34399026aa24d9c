import type { Strings } from '../../i18n/strings.ts'
import * as evaluate from './strings/evaluate.ts'
import * as improve from './strings/improve.ts'
import * as intents from './strings/intents.ts'
import * as resources from './strings/resources.ts'
import * as tryIt from './strings/try.ts'

export const zh = {
  ...intents.zh,
  ...resources.zh,
  ...improve.zh,
  ...tryIt.zh,
  ...evaluate.zh,
  sections: {
    intents: '意图',
    resources: '资源',
    improve: '改进',
    try: '试一试',
    evaluate: '评测',
    versions: '版本',
  },
  outside: '范围外',
  system: '系统',
  chooseIntent: '选择意图',
  actions: '更多操作',
  clear: '清空条件',
  kinds: { flow: '流程', talk: '寒暄', act: '对话动作', knowledge: '知识', custom: '自建', outside: '范围外' },
  sources: {
    flow: '流程',
    knowledge: '知识',
    core: '内置',
    talk: '寒暄',
    hand: '手写',
    import: '导入',
    library: '意图库',
    message: '真实消息',
  },
  states: { on: '启用', off: '停用', moved: '移动过', held: '留作评测' },
  languages: { zh: '中文', en: '英文', other: '其他' },
  reasons: {
    few_examples: '例句太少',
    one_language: '只有一种语言',
    low_recall: '常认不出来',
    low_precision: '常认错',
    conflicts: '与别的意图冲突',
  },
}

export const en: Strings<typeof zh> = {
  ...intents.en,
  ...resources.en,
  ...improve.en,
  ...tryIt.en,
  ...evaluate.en,
  sections: {
    intents: 'Intents',
    resources: 'Resources',
    improve: 'Improve',
    try: 'Try it',
    evaluate: 'Evaluate',
    versions: 'Versions',
  },
  outside: 'Out of scope',
  system: 'System',
  chooseIntent: 'Choose an intent',
  actions: 'More actions',
  clear: 'Clear filters',
  kinds: {
    flow: 'Flow',
    talk: 'Small talk',
    act: 'Dialogue act',
    knowledge: 'Knowledge',
    custom: 'Custom',
    outside: 'Out of scope',
  },
  sources: {
    flow: 'Flow',
    knowledge: 'Knowledge',
    core: 'Built in',
    talk: 'Small talk',
    hand: 'By hand',
    import: 'Import',
    library: 'Library',
    message: 'Real message',
  },
  states: { on: 'On', off: 'Off', moved: 'Moved', held: 'Kept for evaluation' },
  languages: { zh: 'Chinese', en: 'English', other: 'Other' },
  reasons: {
    few_examples: 'Too few examples',
    one_language: 'One language only',
    low_recall: 'Often missed',
    low_precision: 'Often wrong',
    conflicts: 'Conflicts with other intents',
  },
}
