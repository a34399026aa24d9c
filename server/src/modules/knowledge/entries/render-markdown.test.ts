import { expect, test } from 'vitest'
import { filesIn, plainText, renderMarkdown } from './render-markdown.ts'

const url = (id: string) => `/files/${id}`

test('steps, tables and pictures are shown as such', () => {
  const html = renderMarkdown('1. 关机\n2. 等 **10 秒**\n\n|型号|价格|\n|-|-|\n|A1|99|\n\n![图](file:ab-1)', url)
  expect(html).toContain('<ol>')
  expect(html).toContain('<strong>10 秒</strong>')
  expect(html).toContain('<td>99</td>')
  expect(html).toContain('src="/files/ab-1"')
})

test.each([
  '<script>alert(1)</script>',
  '[x](javascript:alert(1))',
  '<img src=x onerror=alert(1)>',
  '<iframe src="https://evil.example"></iframe>',
  '<a href="JaVaScRiPt:alert(1)">x</a>',
  '![x](data:text/html;base64,AAAA)',
  '<style>*{display:none}</style>',
  '<form action="https://evil.example"><input name="password"></form>',
  '<svg onload=alert(1)>',
])('%s does no harm', (text) => {
  const html = renderMarkdown(text, url)
  expect(html).not.toMatch(/script|onerror|onload|iframe|javascript|data:|style|form|<svg|<input/i)
})

test('a link to another site opens beside and does not vouch for it', () => {
  expect(renderMarkdown('[x](https://a.example)', url)).toContain('rel="noopener nofollow" target="_blank"')
  expect(renderMarkdown('[x](/help/a)', url)).not.toContain('target')
})

test('as plain text it still reads well', () => {
  const text =
    '## 步骤\n1. 打开 **盖子**\n2. 按 `重置`\n   - 长按 3 秒\n\n[说明](https://a.example/m)\n\n|型号|价格|\n|-|-|\n|A1|99|\n\n![图](file:ab)'
  expect(plainText(text)).toBe(
    '步骤\n1. 打开 盖子\n2. 按 重置\n    • 长按 3 秒\n\n说明 (https://a.example/m)\n\n型号 | 价格\nA1 | 99\n\n图',
  )
  expect(plainText('7 天内可退，5 < 6 & 8 > 7')).toBe('7 天内可退，5 < 6 & 8 > 7')
  expect(plainText('没有标记的一句话。')).toBe('没有标记的一句话。')
})

test('pictures of a text are found', () => {
  expect(filesIn('![a](file:one) 和 [b](file:two)')).toEqual(['one', 'two'])
})
