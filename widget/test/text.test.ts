import { describe, expect, it } from 'vitest'
import { linkRuns, safeUrl } from '../src/text/links.ts'
import { dividerTime, relativeTime } from '../src/text/times.ts'
import { accentOf, contrast, parse } from '../src/view/accent.ts'

describe('links', () => {
  it('an address inside Chinese words becomes a link without the words around it', () => {
    expect(linkRuns('请看https://a.example/x?y=1。谢谢')).toEqual([
      { text: '请看' },
      { text: 'https://a.example/x?y=1', href: 'https://a.example/x?y=1' },
      { text: '。谢谢' },
    ])
  })
  it('a full stop after an address belongs to the sentence', () => {
    expect(linkRuns('See www.example.com.')).toEqual([
      { text: 'See ' },
      { text: 'www.example.com', href: 'https://www.example.com' },
      { text: '.' },
    ])
  })
  it('a mail address opens the mail program', () => {
    expect(linkRuns('service@shop.example')).toEqual([
      { text: 'service@shop.example', href: 'mailto:service@shop.example' },
    ])
  })
  it('markup and scripts stay words', () => {
    expect(linkRuns('<b>x</b> javascript:alert(1)')).toEqual([{ text: '<b>x</b> javascript:alert(1)' }])
    expect(safeUrl('javascript:alert(1)', 'https://a.example')).toBeUndefined()
    expect(safeUrl('/p/1', 'https://a.example')).toBe('https://a.example/p/1')
  })
})

describe('times', () => {
  const now = Date.parse('2026-11-21T12:00:00')
  it('recent messages say how long ago', () => {
    expect(relativeTime(new Date(now - 20_000).toISOString(), now, 'zh')).toBe('刚刚')
    expect(relativeTime(new Date(now - 180_000).toISOString(), now, 'zh')).toBe('3分钟前')
    expect(relativeTime(new Date(now - 7_300_000).toISOString(), now, 'en')).toBe('2 hours ago')
    expect(relativeTime('2026-11-20T06:26:00', now, 'zh')).toBe('昨天 06:26')
  })
  it('a clock that is a little behind never shows the future', () => {
    expect(relativeTime(new Date(now + 90_000).toISOString(), now, 'en')).toBe('just now')
  })
  it('breaks between messages name the day', () => {
    expect(dividerTime('2026-11-21T09:05:00', now, 'zh')).toBe('今天 09:05')
    expect(dividerTime('2026-11-20T23:05:00', now, 'en')).toBe('Yesterday 23:05')
  })
})

describe('the colour of a site', () => {
  it.each(['#ffe14d', '#0b6bcb', '#111', 'nonsense', '#ff7a45'])('%s is readable everywhere it is used', (color) => {
    const accent = accentOf(color)
    const ratio = (a: string, b: string) => contrast(parse(a)!, parse(b)!)
    expect(ratio(accent.surface, accent.onSurface)).toBeGreaterThanOrEqual(4.5)
    expect(ratio(accent.onLight, '#ffffff')).toBeGreaterThanOrEqual(4.5)
    expect(ratio(accent.onDark, '#1b1f26')).toBeGreaterThanOrEqual(4.5)
  })
})
