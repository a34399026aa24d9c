/** Cells that are values rather than names of columns: numbers, amounts, dates, marks for yes and no. */
const value =
  /^[\s¥$€£~≥≤<>±+-]*\d[\d\s.,:/%-]*[\p{L}%°℃¥元]{0,4}$|^(yes|no|n\/a|true|false|是|否|有|无|√|×|✓|✗|—|-|\/)$/iu

/** A grid with its first row told apart where that row names the columns; `header` is empty where it does not. */
export function splitHeader(grid: readonly string[][]): { header: string[]; rows: string[][] } {
  const [first, ...rows] = grid.map((row) => [...row])
  if (first === undefined) return { header: [], rows: [] }
  return looksLikeHeader(first, rows) ? { header: first, rows } : { header: [], rows: [first, ...rows] }
}

function looksLikeHeader(first: string[], rows: string[][]): boolean {
  if (rows.length === 0 || first.length < 2) return false
  const filled = first.filter((cell) => cell !== '')
  if (filled.length < Math.max(2, first.length * 0.6)) return false
  if (filled.some((cell) => cell.length > 60 || /[。！!]$/.test(cell))) return false
  if (filled.filter((cell) => value.test(cell)).length > filled.length / 3) return false
  // Two columns of plain words may as well be names with their values: a header differs from what stands below it.
  if (new Set(filled).size < filled.length && first.length < 4) return false
  return first.length > 2 || namesColumns(first, rows)
}

const columnWords =
  /(名称|型号|项目|参数|说明|描述|内容|类型|代码|故障|原因|处理|措施|步骤|数量|价格|单价|金额|规格|备注|编号|序号|日期|时间|状态|单位|功能|问题|答案|灯|含义|意思|意义|颜色|部件|配件|地区|城市|等级|渠道|方式|条件|范围|期限|月数|年限|周期|name|item|model|type|code|description|value|cause|solution|action|step|price|amount|quantity|qty|unit|date|status|note|remark|feature|field|parameter|question|answer|key|meaning|colou?r|light|region|city|level|channel|part|period|limit|error|plan|size)/i

function namesColumns(first: string[], rows: string[][]): boolean {
  const named = first.filter((cell) => cell.length <= 24 && columnWords.test(cell)).length
  if (named === first.length) return true
  // Below a name of a column stand values, or much longer texts.
  return first.some((cell, column) => {
    const below = rows.map((row) => row[column] ?? '').filter((text) => text !== '')
    if (below.length < 2 || value.test(cell)) return false
    const mean = below.reduce((sum, text) => sum + text.length, 0) / below.length
    return below.filter((text) => value.test(text)).length > below.length * 0.7 || mean > 4 * cell.length + 20
  })
}

/** Several rows of header as one: `Price` over `2024` and `2025` gives `Price / 2024`, `Price / 2025`. */
export function joinHeaderRows(rows: readonly string[][]): string[] {
  const width = Math.max(0, ...rows.map((row) => row.length))
  return Array.from({ length: width }, (_, column) => {
    const names = rows.map((row) => row[column] ?? '').filter((name) => name !== '')
    return [...new Set(names)].join(' / ')
  })
}
