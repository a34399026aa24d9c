import type { Entity, Fact, FactValue, Ontology } from '@loopdesk/contracts/graph.ts'
import { ontology as shape } from '@loopdesk/contracts/graph.ts'
import { type Graph, makeGraph } from './graph.ts'

/** A small world for tests: washing machines with filters, and a car's fault codes. */
export const testOntology: Ontology = shape.parse({
  types: [
    {
      key: 'model',
      name: { zh: '型号', en: 'model' },
      synonyms: ['机型', '洗衣机', 'washing machine', '产品', 'machine'],
    },
    { key: 'filter', name: { zh: '滤芯', en: 'filter' }, synonyms: ['过滤网'] },
    { key: 'supplier', name: { zh: '供应商', en: 'supplier' } },
    { key: 'fault', name: { zh: '故障码', en: 'fault code' }, synonyms: ['故障代码'] },
    { key: 'cause', name: { zh: '故障原因', en: 'fault cause' } },
    { key: 'step', name: { zh: '维修步骤', en: 'repair step' } },
    { key: 'part', name: { zh: '配件', en: 'spare part' }, synonyms: ['备件'] },
  ],
  properties: [
    {
      key: 'power',
      of: ['model'],
      kind: 'number',
      unit: 'W',
      name: { zh: '额定功率', en: 'rated power' },
      synonyms: ['功率', 'power'],
    },
    {
      key: 'capacity',
      of: ['model'],
      kind: 'number',
      unit: 'kg',
      name: { zh: '洗涤容量', en: 'capacity' },
      synonyms: ['容量'],
    },
    {
      key: 'noise',
      of: ['model'],
      kind: 'number',
      unit: 'dB',
      name: { zh: '噪音', en: 'noise' },
      synonyms: ['噪声'],
      ends: { low: ['安静', 'quiet'], high: ['吵', 'loud'] },
    },
    {
      key: 'price',
      of: ['model', 'filter', 'part'],
      kind: 'money',
      unit: 'CNY',
      role: 'price',
      name: { zh: '价格', en: 'price' },
      synonyms: ['售价'],
      ends: { low: ['便宜', 'cheap'], high: ['贵', 'expensive'] },
    },
    {
      key: 'drying',
      of: ['model'],
      kind: 'yes_no',
      name: { zh: '烘干功能', en: 'drying' },
      synonyms: ['烘干', '烘干机功能', 'dryer'],
    },
    {
      key: 'colour',
      of: ['model'],
      kind: 'choice',
      name: { zh: '颜色', en: 'colour' },
      choices: [
        { value: 'white', label: { zh: '白色', en: 'white' } },
        { value: 'grey', label: { zh: '灰色', en: 'grey' } },
      ],
    },
    {
      key: 'phone',
      of: ['supplier'],
      kind: 'code',
      name: { zh: '联系电话', en: 'phone number' },
      synonyms: ['电话', 'phone'],
    },
    { key: 'meaning', of: ['fault'], kind: 'text', role: 'meaning', name: { zh: '故障含义', en: 'meaning' } },
    {
      key: 'hours',
      of: ['step'],
      kind: 'duration',
      unit: 'h',
      role: 'hours',
      name: { zh: '标准工时', en: 'labour hours' },
    },
  ],
  relations: [
    {
      key: 'fits',
      from: ['filter'],
      to: ['model'],
      name: { zh: '适用于', en: 'fits' },
      synonyms: ['适配'],
      inverse: { zh: '可用滤芯', en: 'takes filter' },
      closed: true,
    },
    {
      key: 'made_by',
      from: ['filter'],
      to: ['supplier'],
      name: { zh: '由谁供应', en: 'supplied by' },
      synonyms: ['供应'],
    },
    {
      key: 'has_part',
      from: ['model', 'part'],
      to: ['part'],
      name: { zh: '有部件', en: 'has part' },
      inverse: { zh: '属于', en: 'is part of' },
    },
    { key: 'contains', from: ['model'], to: ['part'], name: { zh: '全部部件', en: 'all parts' } },
    { key: 'caused_by', from: ['fault'], to: ['cause'], role: 'cause', name: { zh: '由此引起', en: 'caused by' } },
    { key: 'solved_by', from: ['cause'], to: ['step'], role: 'step', name: { zh: '处理办法', en: 'solved by' } },
    { key: 'needs', from: ['step'], to: ['part'], role: 'part', name: { zh: '需要配件', en: 'needs part' } },
  ],
  rules: [
    { id: 'power_range', kind: 'range', property: 'power', min: 100, max: 3000 },
    { id: 'all_parts', kind: 'derived', relation: 'contains', path: [{ relation: 'has_part' }], repeat: true },
    {
      id: 'no_pump',
      kind: 'excludes',
      type: 'model',
      when: { property: 'drying', value: 'false' },
      relation: 'has_part',
      objects: [uuid('pump')],
    },
  ],
})

/** Ids that stay the same from run to run. */
export function uuid(name: string): string {
  let hash = 0x811c9dc5
  for (const character of name) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193) >>> 0
  const hex = hash.toString(16).padStart(8, '0')
  return `${hex}-0000-4000-8000-${hex}0000`
}

const thing = (id: string, type: string, name: string, aliases: string[] = []): Entity => ({
  id: uuid(id),
  type,
  name,
  aliases,
  retired: false,
})

let count = 0
/** An accepted fact from the test manual; `member` a property with a value, or a relation with an entity's name. */
export function stated(
  subject: string,
  member: string,
  value: FactValue | { to: string },
  more: Partial<Fact> = {},
): Fact {
  const base = {
    id: uuid(`fact-${count++}`),
    subject: uuid(subject),
    negated: false,
    status: 'accepted' as const,
    source: { kind: 'document' as const, id: 'manual', title: '说明书', page: 3, quote: `${subject} ${member}` },
  }
  return typeof value === 'object'
    ? { ...base, relation: member, object: uuid(value.to), ...more }
    : { ...base, property: member, value, ...more }
}

export function testGraph(more: { entities?: Entity[]; facts?: Fact[] } = {}): Graph {
  return makeGraph(
    testOntology,
    [
      thing('a100', 'model', '净享 A100', ['A100']),
      thing('a200', 'model', '净享 A200', ['A200']),
      thing('b300', 'model', '静音王 B300', ['B300']),
      thing('c9', 'model', '小旋风 C9', ['C9']),
      thing('f2', 'filter', '滤芯 F2', ['F2']),
      thing('f3', 'filter', '滤芯 F3', ['F3']),
      thing('acme', 'supplier', '清源科技', ['Qingyuan']),
      thing('p0420', 'fault', 'P0420'),
      thing('p0300', 'fault', 'P0300'),
      thing('cat_old', 'cause', '三元催化器老化'),
      thing('o2_bad', 'cause', '后氧传感器失效'),
      thing('swap_cat', 'step', '更换三元催化器'),
      thing('swap_o2', 'step', '更换后氧传感器'),
      thing('cat', 'part', '三元催化器', ['catalytic converter']),
      thing('o2', 'part', '后氧传感器', ['rear oxygen sensor']),
      thing('drum', 'part', '内筒', ['drum']),
      thing('bearing', 'part', '轴承', ['bearing']),
      thing('pump', 'part', '热泵', ['heat pump']),
      ...(more.entities ?? []),
    ],
    [
      stated('a100', 'power', 1500),
      stated('a200', 'power', 2100),
      stated('b300', 'power', 1800),
      stated('a100', 'capacity', 8),
      stated('a200', 'capacity', 10),
      stated('a100', 'noise', 62),
      stated('a200', 'noise', 58),
      stated('b300', 'noise', 49),
      stated('a100', 'price', 1999),
      stated('a200', 'price', 3299),
      stated('b300', 'price', 4599),
      stated('f2', 'price', 99),
      stated('f3', 'price', 149),
      stated('a100', 'drying', false),
      stated('a200', 'drying', true),
      stated('b300', 'drying', true),
      stated('a100', 'colour', 'white'),
      stated('a200', 'colour', 'grey'),
      stated('f2', 'fits', { to: 'a100' }),
      stated('f2', 'fits', { to: 'a200' }),
      stated('f3', 'fits', { to: 'b300' }),
      stated('f2', 'made_by', { to: 'acme' }),
      stated('acme', 'phone', '021-55550100'),
      stated('a100', 'has_part', { to: 'drum' }),
      stated('drum', 'has_part', { to: 'bearing' }),
      stated('b300', 'has_part', { to: 'pump' }),
      stated('a200', 'has_part', { to: 'bearing' }, { negated: true }),
      stated('p0420', 'meaning', '催化器效率低于阈值（第一列）'),
      stated('p0420', 'caused_by', { to: 'cat_old' }, { position: 1 }),
      stated('p0420', 'caused_by', { to: 'o2_bad' }, { position: 2 }),
      stated('cat_old', 'solved_by', { to: 'swap_cat' }),
      stated('o2_bad', 'solved_by', { to: 'swap_o2' }),
      stated('swap_cat', 'needs', { to: 'cat' }),
      stated('swap_o2', 'needs', { to: 'o2' }),
      stated('swap_cat', 'hours', 2),
      stated('swap_o2', 'hours', 0.5),
      stated('cat', 'price', 2800),
      stated('o2', 'price', 460),
      ...(more.facts ?? []),
    ],
  )
}
