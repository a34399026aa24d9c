import { expect, it } from 'vitest'
import { changeSides } from './change-sides.ts'

it('lists are compared line by line and things with parts by their names', () => {
  expect(changeSides({ before: ['退货', '换货'], after: ['退货'] })).toEqual(['退货\n换货', '退货'])
  expect(
    changeSides({ before: undefined, after: { channels: ['wecom'], text: { zh: '好的' }, audiences: [] } }),
  ).toEqual(['', 'channels: wecom\ntext: zh: 好的'])
})
