import { expect, test } from 'vitest'
import { readDelimited, textOf } from './read-delimited.ts'

test('a table copied from a sheet, with a line end and a comma in cells', () => {
  expect(readDelimited('型号\t说明\r\nA100\t"静音, 省电\n第二行"\r\n\r\n')).toEqual([
    ['型号', '说明'],
    ['A100', '静音, 省电\n第二行'],
  ])
})
test('commas and quotes; short rows are filled', () => {
  expect(readDelimited('a,b,c\n"x ""y""",2')).toEqual([
    ['a', 'b', 'c'],
    ['x "y"', '2', ''],
  ])
})
test('files of Chinese systems are read in their encoding', async () => {
  expect(await textOf(new Blob([Uint8Array.from([0xd0, 0xcd, 0xba, 0xc5])]))).toBe('型号')
})
