import type { FormField } from '@loopdesk/contracts/form.ts'
import { describe, expect, it } from 'vitest'
import { emptyThread } from '../src/core/thread.ts'
import { checkField } from '../src/forms/check-field.ts'
import { answerIn, type Draft, draftOf, draftsOf } from '../src/forms/drafts.ts'
import { formStrings } from '../src/forms/form-strings.ts'
import { sayForm } from '../src/text/form-words.ts'
import { formState, isOutdated, runningMatter } from '../src/view/talk-rows.ts'
import { conversationId, message } from './scripted-server.ts'

const t = formStrings.zh
const fileId = '0190a000-0000-7000-a000-000000000009'
const field = (kind: FormField['kind'], more: Partial<FormField> = {}): FormField => ({
  name: kind,
  label: kind,
  kind,
  required: true,
  ...more,
})
const filled = (given: FormField, draft: Partial<Draft>): Draft => ({ ...draftOf(given), ...draft })

describe('an answer', () => {
  it.each([
    [field('text'), { text: ' 王芳 ' }, '王芳'],
    [field('number'), { text: '１，２００.5' }, 1200.5],
    [field('date'), { text: '2026-11-28' }, '2026-11-28'],
    [field('choice'), { picked: ['a'] }, 'a'],
    [field('choices'), { picked: ['a', 'b'] }, ['a', 'b']],
    [field('yesno'), { picked: ['no'] }, false],
    [field('location'), { text: '文三路 90 号' }, { name: '文三路 90 号' }],
    [field('location'), { point: { latitude: 1, longitude: 2, accuracy: 9 } }, { latitude: 1, longitude: 2 }],
    [field('longtext'), { text: '  ' }, null],
    [field('signature'), {}, null],
  ] as const)('of $0.kind is sent as the flow reads it', (given, draft, value) => {
    expect(answerIn(given, filled(given, draft as Partial<Draft>))).toEqual(value)
  })

  it('that stands in the field already is sent again as it was', () => {
    const values: [FormField['kind'], unknown][] = [
      ['text', '王芳'],
      ['number', 3],
      ['choice', 'a'],
      ['choices', ['a', 'b']],
      ['yesno', true],
      ['files', [{ fileId }]],
      ['location', { latitude: 30.2, longitude: 120.1, name: '家' }],
    ]
    for (const [kind, value] of values) {
      const given = field(kind, { value })
      expect(answerIn(given, draftOf(given))).toEqual(value)
    }
  })

  it('is refused in words before it is sent, and empty only where it may be', () => {
    const cases: [FormField, Partial<Draft>, string | null][] = [
      [field('text'), {}, t.needed],
      [field('text', { required: false }), {}, null],
      [field('text', { min: 2 }), { text: '王' }, t.tooShort(2)],
      [field('text', { pattern: '[A-Z]{2}\\d+' }), { text: 'ab1' }, t.badFormat],
      [field('text', { pattern: '[' }), { text: 'anything' }, null],
      [field('phone'), { text: '138 0000 1234' }, null],
      [field('phone'), { text: '没有' }, t.badPhone],
      [field('email'), { text: 'a@b' }, t.badEmail],
      [field('number', { max: 5 }), { text: '6' }, t.tooBig(5)],
      [field('number'), { text: '很多' }, t.badNumber],
      [field('choices', { min: 2 }), { picked: ['a'] }, t.tooFew(2)],
      [field('signature'), { ink: [[[0, 0]]] }, null],
      [field('location'), {}, t.needed],
    ]
    for (const [given, draft, problem] of cases) expect(checkField(given, filled(given, draft), t)).toBe(problem)
  })

  it('of all fields reads as lines, without those left empty', () => {
    const fields = [
      field('choice', { label: '时间段', options: [{ value: 'am', label: '上午' }] }),
      field('yesno', { label: '有电梯' }),
      field('files', { label: '照片' }),
      field('longtext', { label: '补充' }),
    ]
    const values = { choice: 'am', yesno: false, files: [{ fileId }], longtext: null }
    const file = { fileId, name: 'leak.jpg', mime: 'image/jpeg', size: 1 }
    expect(sayForm(fields, values, 'zh', [file])).toBe('时间段：上午\n有电梯：否\n照片：leak.jpg')
  })
})

describe('what became of a form', () => {
  const form = {
    type: 'form' as const,
    formId: 'visit:1',
    fields: [field('text'), field('files')],
    submit: '提交',
    state: 'open' as const,
  }
  const asks = message(1, { parts: [form] })
  const answer = message(2, { sender: 'customer', form: { formId: 'visit:1', values: {} } })
  const stateIn = (messages: ReturnType<typeof message>[], outbox: Parameters<typeof formState>[0]['outbox'] = []) =>
    formState({ earlier: [], thread: { ...emptyThread, conversationId, messages }, outbox }, asks, form)

  it('it stays open while other things are said, and is sent once its answers are', () => {
    expect(stateIn([asks, message(2, { sender: 'customer' })])).toBe('open')
    expect(stateIn([asks, answer])).toBe('sent')
    const content = { type: 'form', formId: 'visit:1', values: {}, text: 'x' } as const
    const entry = { id: '1', content, files: [], at: '', problem: null }
    expect(stateIn([asks], [{ ...entry, state: 'sending' }])).toBe('sent')
    expect(stateIn([asks], [{ ...entry, state: 'failed' }])).toBe('open')
  })

  it('asked again, the later one counts, and begins with the files uploaded before', () => {
    expect(stateIn([asks, answer, message(3, { parts: [form] })])).toBe('again')
    const first = draftsOf(form, conversationId, asks.id)
    const [kept] = draftOf(field('files', { value: [{ fileId }] })).files
    first.change('files', () => ({ files: [kept!] }))
    first.change('text', () => ({ text: '旧' }))
    const fields = [field('text', { value: '新', error: '请再看一下' }), field('files')]
    const again = draftsOf({ ...form, fields }, conversationId, 'another message')
    expect(again.read()).toMatchObject({ text: { text: '新' }, files: { files: [kept] } })
    expect(draftsOf({ ...form, fields }, conversationId, 'another message')).toBe(again)
  })
})

describe('a running matter', () => {
  const progress = (key: string, state: 'done' | 'now') => ({
    type: 'progress' as const,
    key,
    title: '上门检修',
    steps: [{ label: '安排师傅', state }],
  })
  const thread = (...messages: ReturnType<typeof message>[]) => ({
    thread: { ...emptyThread, conversationId, messages },
  })

  it('is the newest that is not finished; two of the same title are kept apart by their key', () => {
    const one = message(1, { parts: [progress('a', 'now')] })
    const two = message(2, { parts: [progress('b', 'now')] })
    expect(runningMatter(thread(one, two))?.key).toBe('b')
    expect(runningMatter(thread(one, two, message(3, { parts: [progress('b', 'done')] })))?.key).toBe('a')
    expect(runningMatter(thread(one, message(2, { parts: [progress('a', 'done')] })))).toBeUndefined()
    expect(isOutdated(thread(one, two), one, progress('a', 'now'))).toBe(false)
  })
})
