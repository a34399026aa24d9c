import { pinyinOf } from '@loopdesk/engines/text/pinyin.ts'

const most = 60

/**
 * A title as part of an address: small letters, digits and hyphens, Chinese in pinyin (`怎么退货` is `zen-me-tui-huo`). Empty where
 * nothing of the title can be written so. It is for reading only: ids find things, so addresses outlive titles.
 */
export function readableName(title: string): string {
  const words = pinyinOf(title.normalize('NFKC').toLowerCase())
    .map((each) => (/^[a-z]{2,}$/.test(each) ? ` ${each} ` : each))
    .join('')
    .normalize('NFD')
    .replace(/[\u0300-\u036f'’]/g, '')
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
  let name = ''
  for (const word of words) {
    if (name.length + word.length > most) break
    name += name === '' ? word : `-${word}`
  }
  return name
}
