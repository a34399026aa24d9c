import type { Box } from './document.ts'

/** A table as it stands on one page. */
export interface PageTable {
  page: number
  box: Box
  /** Left edges of the columns, in points. */
  columns: number[]
  /** Rows of cells; every row has as many cells as there are columns. */
  cells: string[][]
  /** Rows at the top that name the columns. */
  headRows: number
  /** Whether the head was seen (bold, ruled off, repeated), or only guessed from the words. */
  sure: boolean
  /** Of each row, whether all of it is bold. */
  bold: boolean[]
  /** The last row goes on over the page's end: no line closes it. */
  cut?: boolean
}

/**
 * How many rows at the top name the columns. `bold` tells of each row whether all of it is bold, `shaded` whether it has a ground. Two columns are as often a list of
 * names and values, so there the words have to say it.
 */
export function countHeadRows(
  cells: string[][],
  bold: boolean[],
  shaded?: boolean[],
): { headRows: number; sure: boolean } {
  if (cells.length < 2) return { headRows: 0, sure: true }
  const tinted = shaded?.findIndex((each) => !each) ?? -1
  if (tinted > 0 && tinted <= 3 && !shaded!.slice(tinted).includes(true)) return { headRows: tinted, sure: true }
  const boldHead = bold.findIndex((each) => !each)
  if (boldHead > 0 && boldHead <= 2 && boldHead < cells.length) return { headRows: boldHead, sure: true }
  const first = cells[0]!
  const width = first.length
  const filled = first.filter((cell) => cell !== '')
  const corner = first[0]!.replace(/\s/g, '')
  const named =
    width > 2 && corner === '' && filled.length === width - 1 && cells.slice(1).every((row) => row[0] !== '')
  const short = filled.every((cell) => cell.length <= 40)
  if (short && filled.length >= Math.min(2, width - 1) && (named || cornerName.test(corner)))
    return { headRows: 1, sure: true }
  if (filled.length < 2 || filled.length < width - 1) return { headRows: 0, sure: true }
  if (filled.some((cell) => cell.length > 40)) return { headRows: 0, sure: true }
  if (filled.every((cell) => naming.test(cell.replace(/\s/g, '')))) return { headRows: 1, sure: true }
  if (filled.filter((cell) => naming.test(cell.replace(/\s/g, ''))).length >= 1 && !filled.some(startsWithNumber))
    return { headRows: 1, sure: false }
  if (naming.test(filled[0]!.replace(/\s/g, '')) && width >= 3 && !filled.some((cell) => /^[-\d.,%\s]+$/.test(cell)))
    return { headRows: 1, sure: false }
  if (width < 3) return { headRows: 0, sure: false }
  if (filled.some(startsWithNumber)) return { headRows: 0, sure: false }
  return { headRows: 1, sure: false }
}

/** What stands over the names of rows, and is no name of a row itself. */
const cornerName =
  /^(?:序号|项目|参数(?:名称)?|技术参数|性能参数|指标|属性|特性|规格参数|item|parameter|feature|specification|property|characteristic)s?$/i

const startsWithNumber = (cell: string) => /^[-+±≤≥<>~约]?\s*[A-Z]{0,3}-?\d/.test(cell)

/** Words that name columns in manuals, price lists and fault tables. */
const naming =
  /^(?:序号|编号|项目|名称|参数|规格|型号|指标|内容|说明|描述|备注|数值|数量|单位|代码|故障(?:代码|现象|码)?|错误(?:代码|码)|报警(?:代码|号)?|现象|含义|(?:可能)?原因(?:分析)?|处理(?:方法|措施|办法)?|解决(?:方法|办法|方案)?|排除方法|对策|措施|功能|按键|按钮|部件|配件|周期|频率|类型|类别|分类|范围|默认值|取值|字段|时间|日期|金额|价格|费用|等级|级别|版本|步骤|操作|状态|指示灯|条件|要求|结果|地区|城市|部门|职位|姓名|电话|no\.?|#|item|name|parameter|description|value|unit|quantity|qty\.?|model|type|code|error(?:code)?|fault(?:code)?|message|symptom|problem|meaning|(?:possible|probable)?cause|remedy|solution|action|correctiveaction|whattodo|function|button|part(?:no\.?|number)?|interval|frequency|category|range|default|field|date|time|price|cost|fee|level|version|step|status|indicator|condition|requirement|result|notes?|remarks?|feature|specification|option|setting)(?:[（(].*[)）])?$/i

/** Rows of head as one: a name over several columns is said before each of them. */
export function headerOf(cells: string[][], headRows: number): string[] {
  const width = cells[0]?.length ?? 0
  if (headRows === 0) return []
  return Array.from({ length: width }, (_, column) => {
    const names = cells.slice(0, headRows).map((row) => row[column] ?? '')
    return [...new Set(names.filter((name) => name !== ''))].join(' ')
  })
}
