import type { Intent } from '@loopdesk/contracts/api/workbench.ts'

/** Intents of the platform in words for people; others carry their names in their definitions. */
const names: Record<string, Intent['name']> = {
  oos: { zh: '与业务无关', en: 'Nothing we do' },
  'act:affirm': { zh: '肯定', en: 'Yes' },
  'act:deny': { zh: '否定', en: 'No' },
  'act:cancel': { zh: '取消、算了', en: 'Give up' },
  'act:handoff': { zh: '转人工', en: 'Wants a person' },
  'act:repeat': { zh: '没听懂、再说一遍', en: 'Say it again' },
  'act:unsure': { zh: '不确定', en: 'Does not know' },
  'talk:correction': { zh: '你理解错了', en: 'You got me wrong' },
  'talk:greet': { zh: '打招呼', en: 'Greeting' },
  'talk:thanks': { zh: '感谢', en: 'Thanks' },
  'talk:bye': { zh: '道别', en: 'Good-bye' },
  'talk:praise': { zh: '夸奖', en: 'Praise' },
  'talk:complaint_about_bot': { zh: '抱怨机器人', en: 'Complains about the bot' },
  'talk:who_are_you': { zh: '你是谁', en: 'Who are you' },
  'talk:capabilities': { zh: '你会做什么', en: 'What can you do' },
  'talk:wait': { zh: '等一下', en: 'Wait a moment' },
  'talk:later': { zh: '以后再说', en: 'Later' },
  'talk:go_on': { zh: '继续', en: 'Go on' },
  'talk:restart': { zh: '从头开始', en: 'Start over' },
  'talk:angry': { zh: '发火', en: 'Angry' },
}

/** The name a definition or the workspace gave, else the platform's, else the id. */
export function nameOf(label: string, given: Intent['name'] | null): Intent['name'] {
  const id = label.replace(/^[a-z]+:/, '')
  return given ?? names[label] ?? { zh: id, en: id }
}
