/** What a column of a sheet of questions may hold. */
export const faqFields = [
  'question',
  'similar',
  'answer',
  'category',
  'labels',
  'language',
  'audiences',
  'validFrom',
  'validUntil',
  'externalId',
] as const
export type FaqField = (typeof faqFields)[number]

/** Names that columns have in other systems' sheets, folded (see `fold`); longer ones may have a number behind: `相似问1`. */
const names: Record<FaqField, readonly string[]> = {
  question: [
    '问题',
    '标准问',
    '标准问题',
    '标准问法',
    '主问题',
    '主问',
    '提问',
    '问句',
    '知识标题',
    '知识点',
    '问',
    '常见问题',
    '用户问题',
    '客户问题',
    '问题标题',
    '標準問題',
    '問題',
    'question',
    'questions',
    'q',
    'standardquestion',
    'mainquestion',
    'primaryquestion',
    'query',
    'title',
    'faq',
    'utterance',
    'prompt',
  ],
  similar: [
    '相似问',
    '相似问题',
    '相似问法',
    '扩展问',
    '扩展问题',
    '扩展问法',
    '同义问',
    '同义问法',
    '其他问法',
    '问法',
    '变体',
    '相似句',
    '类似问题',
    '关联问法',
    '近似问',
    '相似問題',
    '相似說法',
    '相似说法',
    'similar',
    'similarquestion',
    'similarquestions',
    'variant',
    'variants',
    'alternative',
    'alternatives',
    'alternativequestion',
    'alternativequestions',
    'paraphrase',
    'paraphrases',
    'variation',
    'variations',
    'synonymquestions',
    'alias',
    'aliases',
    'alternatephrasing',
    'alternatephrasings',
  ],
  answer: [
    '答案',
    '回答',
    '回复',
    '答',
    '标准答案',
    '答复',
    '答案内容',
    '回复内容',
    '知识内容',
    '解答',
    '话术',
    '回复话术',
    '标准话术',
    '答覆',
    '回覆',
    '答案文本',
    'answer',
    'answers',
    'a',
    'response',
    'reply',
    'standardanswer',
    'answertext',
    'content',
    'body',
    'solution',
  ],
  category: [
    '分类',
    '类目',
    '类别',
    '知识分类',
    '问题分类',
    '目录',
    '所属分类',
    '一级分类',
    '分類',
    '所属类目',
    '知识目录',
    '分组',
    'category',
    'categories',
    'folder',
    'section',
    'topic',
    'group',
    'path',
    'categorypath',
  ],
  labels: ['标签', '关键词', '标记', '標籤', 'label', 'labels', 'tag', 'tags', 'keyword', 'keywords'],
  language: ['语言', '语种', '語言', 'language', 'lang', 'locale'],
  audiences: [
    '适用人群',
    '受众',
    '可见范围',
    '人群',
    '权限',
    '適用對象',
    '适用对象',
    'audience',
    'audiences',
    'visibility',
    'visibleto',
    'segment',
    'segments',
  ],
  validFrom: [
    '生效时间',
    '生效日期',
    '开始时间',
    '开始日期',
    '有效期开始',
    '有效期起',
    '生效時間',
    'validfrom',
    'effectivefrom',
    'startdate',
    'from',
    'start',
    'effectivedate',
  ],
  validUntil: [
    '失效时间',
    '失效日期',
    '结束时间',
    '结束日期',
    '截止日期',
    '过期时间',
    '有效期结束',
    '有效期止',
    '有效期至',
    '失效時間',
    'validuntil',
    'validto',
    'expires',
    'expiry',
    'expirydate',
    'enddate',
    'until',
    'to',
    'end',
  ],
  externalId: [
    '编号',
    '知识编号',
    '知识id',
    '问题编号',
    '问题id',
    '序号',
    '外部编号',
    '編號',
    'id',
    'externalid',
    'key',
    'no',
    'number',
    'faqid',
    'articleid',
    'code',
  ],
}

/** Subcategories in columns of their own are joined to a path. */
const levels = [
  '一级分类',
  '二级分类',
  '三级分类',
  '四级分类',
  '一级类目',
  '二级类目',
  '三级类目',
  '四级类目',
  'category1',
  'category2',
  'category3',
  'category4',
  'subcategory',
]

const fieldByName = new Map<string, FaqField>([
  ...faqFields.flatMap((field) => names[field].map((name): [string, FaqField] => [fold(name), field])),
  ...levels.map((name): [string, FaqField] => [fold(name), 'category']),
])

/** Which column holds what; `similar`, `category` and `labels` may stand in several columns. */
export type FaqColumns = Partial<Record<FaqField, number[]>>

/** The fields of a heading row; `undefined` where there is not both a question and an answer among them. */
export function questionColumns(heading: readonly string[]): FaqColumns | undefined {
  const columns: FaqColumns = {}
  heading.forEach((name, at) => {
    const field = fieldOf(name)
    if (field === undefined) return
    const many = field === 'similar' || field === 'category' || field === 'labels'
    if (columns[field] === undefined) columns[field] = [at]
    else if (many) columns[field].push(at)
  })
  return columns.question !== undefined && columns.answer !== undefined ? columns : undefined
}

/** The field a column of this name holds: `相似问 2`, `Answer (zh)`, `*问题（必填）`. */
export function fieldOf(name: string): FaqField | undefined {
  const whole = fold(name)
  return fieldByName.get(whole) ?? fieldByName.get(whole.replace(/\d+$/, ''))
}

function fold(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[（(【[].*?[)）】\]]/g, '')
    .replace(/[\s_*＊:.\-/]+/g, '')
}
