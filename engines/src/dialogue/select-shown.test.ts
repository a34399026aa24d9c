import { describe, expect, test } from 'vitest'
import { selectShown } from './select-shown.ts'

const labels = ['红色电热水壶', '蓝色电风扇', '白色净水器', '黑色吸尘器']
const pick = (text: string, count = 4, current?: number) => {
  const named = (words: string) =>
    labels
      .slice(0, count)
      .flatMap((label, place) => ([...'红蓝白黑'].some((c) => words.includes(c) && label.includes(c)) ? [place] : []))
  const found = selectShown(text, { count, current, named })
  return found?.kind === 'some' ? found.places.map((place) => place + 1).join(' ') : found?.kind
}

describe('one of what was shown', () => {
  test.each([
    ['第二个', '2'],
    ['第2个吧', '2'],
    ['就第三个那台', '3'],
    ['2', '2'],
    ['选2号', '2'],
    ['倒数第二个', '3'],
    ['倒数第一个', '4'],
    ['最后一个', '4'],
    ['最后面那个', '4'],
    ['最上面那个', '1'],
    ['头一个', '1'],
    ['上面那个', '1'],
    ['不是第一个，是第二个', '2'],
    ['the second one', '2'],
    ['second', '2'],
    ['the last one', '4'],
    ['second to last', '3'],
    ['the one second from the bottom', '3'],
    ['last but one', '3'],
    ['option 3', '3'],
    ['#1', '1'],
    ['the 3rd one pls', '3'],
    ['not the first one, the second', '2'],
    ['the top one', '1'],
  ])('%s', (text, places) => expect(pick(text)).toBe(places))

  test('of two or three, words that need to know how many', () => {
    expect(pick('中间那个', 3)).toBe('2')
    expect(pick('the middle one', 3)).toBe('2')
    expect(pick('中间那个', 4)).toBeUndefined()
    expect(pick('后者', 2)).toBe('2')
    expect(pick('the former', 2)).toBe('1')
    expect(pick('另一个', 2, 0)).toBe('2')
    expect(pick('the other one', 2, 1)).toBe('1')
    expect(pick('另一个', 3, 0)).toBeUndefined()
    expect(pick('不是第一个', 2)).toBe('2')
  })
})

describe('several of what was shown', () => {
  test.each([
    ['都要', '1 2 3 4'],
    ['全部退掉', '1 2 3 4'],
    ['所有的', '1 2 3 4'],
    ['第一个和第三个', '1 3'],
    ['1和3', '1 3'],
    ['1、2、4', '1 2 4'],
    ['前两个', '1 2'],
    ['后面三个', '2 3 4'],
    ['最后两个', '3 4'],
    ['除了第一个都退', '2 3 4'],
    ['除了第一个，其他都退', '2 3 4'],
    ['除第二个以外全要', '1 3 4'],
    ['除了红色的都要', '2 3 4'],
    ['第一个不要，其他的都退', '2 3 4'],
    ['all of them', '1 2 3 4'],
    ['everything', '1 2 3 4'],
    ['the first and the third', '1 3'],
    ['all but the second', '1 3 4'],
    ['everything except the first one', '2 3 4'],
    ['the first two', '1 2'],
    ['keep the first one and return the rest', '2 3 4'],
  ])('%s', (text, places) => expect(pick(text)).toBe(places))
  test('both are both', () => {
    expect(pick('两个都退', 2)).toBe('1 2')
    expect(pick('both please', 2)).toBe('1 2')
  })
})

describe('nothing of it', () => {
  test.each(['都不是', '一个都不要', 'none of them', 'neither'])('%s', (text) => expect(pick(text)).toBe('none'))
  test.each(['第九个', '7', 'the fifth one'])('no such place: %s', (text) => expect(pick(text)).toBe('beyond'))
  test.each([
    '都行',
    '都可以',
    '第一次买的那个',
    '第二天到的',
    '我再想想',
    'all right',
    'last week',
    '前两天买的',
    'the first time i ordered',
    '等了两天都没到',
    '说了一百遍都没人理',
  ])('other words point at no place: %s', (text) => expect(pick(text)).toBeUndefined())
})
