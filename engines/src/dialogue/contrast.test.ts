import { describe, expect, test } from 'vitest'
import { contrastIn, refusedIn } from './contrast.ts'
import { patchValue } from './patch-value.ts'
import { entitiesOf } from './test-reading.ts'

describe('one thing in another’s place', () => {
  test.each([
    ['不是100号，是200号', '100号', '200号'],
    ['不是张三是李四', '张三', '李四'],
    ['是上海，不是杭州', '杭州', '上海'],
    ['把红色换成蓝色', '红色', '蓝色'],
    ['not smith but smyth', 'smith', 'smyth'],
    ['change 5 to 6', '5', '6'],
    ["it's 200, not 100", '100', '200'],
    ['blue, not red', 'red', 'blue'],
  ])('%s', (text, not, but) => expect(contrastIn(text)).toEqual({ not, but }))
  test('nothing is contrasted where nothing is', () => {
    for (const text of ['不对', '是的', '我要退货', 'no, thanks', 'the red one'])
      expect(contrastIn(text), text).toBeUndefined()
  })
})

describe('what is not wanted', () => {
  test.each([
    ['不要退款，我要换货', '退款'],
    ['我不要退款要换货', '退款'],
    ['不是退货，是换货', '退货'],
    ['不想退货了 想修', '退货了'],
    ['我不是要发票', '发票'],
    ["i don't want a refund, just an exchange", 'refund'],
    ["i don't want to return it, i want it repaired", 'return it'],
    ['exchange instead of a refund', 'refund'],
    ['no refund, exchange please', 'refund'],
  ])('%s', (text, words) => expect(refusedIn(text)).toContain(words))
  test('nothing is refused by who wants something', () => {
    for (const text of ['我要退款', '帮我换货', 'i want a refund']) expect(refusedIn(text), text).toEqual([])
  })
})

describe('an address of which a part is wrong', () => {
  const known = {
    province: '浙江省',
    city: '杭州市',
    district: '西湖区',
    detail: '文三路100号2幢301室',
    name: '王建明',
    phone: '13900001111',
    text: '',
  }
  const patched = (text: string, value: unknown = known) =>
    patchValue(value, { text, entities: entitiesOf(text) }) as Record<string, string> | undefined

  test.each([
    ['不对，是200号', '文三路200号2幢301室'],
    ['门牌号不对，是200', '文三路200号2幢301室'],
    ['不是100号是200号', '文三路200号2幢301室'],
    ['应该是5幢', '文三路100号5幢301室'],
    ['房间号错了 是1203', '文三路100号2幢1203室'],
    ['302室', '文三路100号2幢302室'],
    ['是文二路不是文三路', '文二路100号2幢301室'],
    ['200号5栋', '文三路200号5幢301室'],
  ])('%s', (text, detail) => expect(patched(text)?.detail).toBe(detail))

  test('what was left out is added', () => {
    expect(patched('还有单元号，3单元', { ...known, detail: '文三路100号2幢' })?.detail).toBe('文三路100号2幢3单元')
    expect(patched('301室', { ...known, detail: '文三路100号' })?.detail).toBe('文三路100号301室')
  })
  test('another city, name or phone leaves the street alone', () => {
    expect(patched('不是杭州，是宁波')).toMatchObject({ city: '宁波市', detail: known.detail })
    expect(patched('收件人改成李晓红')).toMatchObject({ name: '李晓红', detail: known.detail, phone: known.phone })
    expect(patched('电话换成13711112222')).toMatchObject({ phone: '13711112222', detail: known.detail })
  })
  test('in English too', () => {
    const english = { ...known, detail: '100 Wensan Road, Building 2, Room 301' }
    expect(patched('no, room 302', english)?.detail).toBe('100 Wensan Road, Building 2, Room 302')
    expect(patched("no, it's 200", english)?.detail).toBe('200 Wensan Road, Building 2, Room 301')
    expect(patched('it should be Wener Road, not Wensan Road', english)?.detail).toBe(
      '100 Wener Road, Building 2, Room 301',
    )
  })
  test('a text is mended where it is contrasted, and nowhere else', () => {
    expect(patchValue('杭州青泉科技有限公司', { text: '是清泉不是青泉', entities: [] })).toBe('杭州清泉科技有限公司')
    expect(patchValue('杭州青泉科技有限公司', { text: '不对', entities: [] })).toBeUndefined()
    expect(patched('不对')).toBeUndefined()
    expect(patched('对的')).toBeUndefined()
  })
})
