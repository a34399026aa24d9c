import { normalise } from '../text/normalise.ts'

/** Colours and sizes, each with its names in both languages. */
const attributes = [
  ['红', 'red'],
  ['橙', '橘', 'orange'],
  ['黄', 'yellow'],
  ['绿', 'green'],
  ['青', 'cyan'],
  ['蓝', 'blue'],
  ['紫', 'purple', 'violet'],
  ['粉', 'pink'],
  ['黑', 'black'],
  ['白', 'white'],
  ['灰', 'grey', 'gray'],
  ['银', 'silver'],
  ['金色', 'gold'],
  ['棕', '咖色', 'brown'],
  ['米色', '米白', 'beige'],
  ['大号', 'large'],
  ['中号', 'medium'],
  ['小号', 'small'],
]

/** Those of them that a text names: a Chinese one as 蓝色 or 蓝的, an English one as a word. */
export function attributesIn(text: string): string[][] {
  const said = normalise(text)
  return attributes.filter((names) =>
    names.some((name) =>
      /[a-z]/.test(name)
        ? new RegExp(`\\b${name}\\b`).test(said)
        : new RegExp(`${name}${name.length > 1 ? '' : '(?:色|的|款|那)'}`).test(said),
    ),
  )
}

/** Whether a text tells of something that has this attribute. */
export function hasAttribute(text: string, names: string[]): boolean {
  const told = normalise(text)
  return names.some((name) =>
    /[a-z]/.test(name) ? new RegExp(`\\b${name}\\b`).test(told) : told.includes(name.length > 1 ? name : `${name}色`),
  )
}
