import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Document, Packer, Paragraph } from 'docx'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeDocumentReader } from './make-document-reader.ts'
import type { ReadLimits, ReadOutcome } from './read-outcome.ts'
import { makeXlsx, rowsXml } from './testing/make-xlsx.ts'
import { makeZip } from './testing/make-zip.ts'

const reader = makeDocumentReader({ limits: { timeMs: 20_000 } })
afterAll(() => reader.close())

const text = (content: string) => new TextEncoder().encode(content)
async function reasonOf(name: string, bytes: Uint8Array, limits?: Partial<ReadLimits>): Promise<string> {
  const own = limits === undefined ? reader : makeDocumentReader({ limits: { timeMs: 20_000, ...limits } })
  const outcome: ReadOutcome = await own.read({ bytes, name })
  if (own !== reader) await own.close()
  return outcome.ok ? 'read' : outcome.reason
}
const docx = (paragraphs: string[]) =>
  Packer.toBuffer(new Document({ sections: [{ children: paragraphs.map((line) => new Paragraph(line)) }] }))
/** A container of old Office files with this name in its directory. */
const container = (entry: string) =>
  Buffer.concat([
    Buffer.from('d0cf11e0a1b11ae1', 'hex'),
    Buffer.alloc(600),
    Buffer.from(entry, 'utf16le'),
    Buffer.alloc(900),
  ])
const wordWith = (body: string, more: Record<string, string> = {}) =>
  makeZip({
    '[Content_Types].xml': '<Types/>',
    'word/document.xml': `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${body}</w:body></w:document>`,
    '_rels/.rels':
      '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
    ...more,
  })

describe('files that are not what they should be', () => {
  it('says what a file really is when its name says something else', async () => {
    expect(await reasonOf('a.pdf', text('hello'))).toBe('mislabelled')
    expect(await reasonOf('a.docx', text('hello'))).toBe('mislabelled')
    expect(await reasonOf('a.xls', text('<html><table><tr><td>1</td></tr></table></html>'))).toBe('mislabelled')
    expect(await reasonOf('a.xlsx', await docx(['x']))).toBe('mislabelled')
    expect(await reasonOf('a.txt', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'))).toBe('mislabelled')
    expect(await reasonOf('a.md', text('# 标题\n\n正文'))).toBe('read')
    expect(await reasonOf('a.txt', text('<html><p>退货说明</p></html>'))).toBe('read')
  })

  it('refuses old Office files, unknown types and empty files with what to do', async () => {
    for (const name of ['a.doc', 'a.xls', 'a.ppt'])
      expect(await reasonOf(name, container('WordDocument'))).toBe('old_office')
    expect(await reasonOf('a.rtf', text('{\\rtf1 hello}'))).toBe('unknown_type')
    expect(await reasonOf('a.png', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'))).toBe('unknown_type')
    expect(await reasonOf('a.json', text('{"a":1}'))).toBe('unknown_type')
    expect(await reasonOf('a.txt', new Uint8Array())).toBe('empty')
    expect(await reasonOf('a.txt', text('\n \n'))).toBe('has_no_text')
    expect(await reasonOf('a.zip', await makeZip({}))).toBe('empty')
    expect(await reasonOf('a.exe', Buffer.from(Array.from({ length: 400 }, (_, at) => at % 7)))).toBe('unknown_type')
  })

  it('refuses what has a password', async () => {
    expect(await reasonOf('a.docx', container('EncryptedPackage'))).toBe('encrypted')
    const zip = await makeZip({ 'a.txt': '秘密' })
    // The flag of an encrypted entry, in its own and in the central header.
    for (const at of [6, zip.indexOf(Buffer.from('504b0102', 'hex')) + 8]) zip[at] = zip[at]! | 1
    expect(await reasonOf('a.zip', zip)).toBe('encrypted')
  })

  it('refuses what was cut off, at any place', async () => {
    const whole = await docx(['第一章 概述', '正文。'])
    for (const share of [0.1, 0.5, 0.9, 0.99])
      expect(await reasonOf('a.docx', whole.subarray(0, Math.floor(whole.length * share)))).toBe('damaged')
    expect(await reasonOf('a.docx', await wordWith('<w:p><w:r><w:t>half'))).toMatch(/damaged|read/)
    expect(await reasonOf('a.xlsx', await makeZip({ '[Content_Types].xml': '', 'xl/x.xml': '' }))).toBe('damaged')
  })

  it('reads a file with macros without them, and says so', async () => {
    const file = await wordWith('<w:p><w:r><w:t>正文在此。</w:t></w:r></w:p>', {
      'word/vbaProject.bin': 'Sub AutoOpen',
    })
    const outcome = await reader.read({ name: 'a.docm', bytes: file })
    expect(outcome).toMatchObject({ ok: true, documents: [{ document: { warnings: [{ code: 'macros_left_out' }] } }] })
  })
})

describe('files made to exhaust', () => {
  const mega = '0'.repeat(1_000_000)

  it('refuses archives that unpack to a thousand times their size, before unpacking them', async () => {
    const bomb = await makeZip({ 'a.txt': mega.repeat(60) })
    expect(bomb.length).toBeLessThan(100_000)
    expect(await reasonOf('a.zip', bomb)).toBe('bomb')
    const many = await makeZip(Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`${at}.txt`, mega.repeat(9)])))
    expect(await reasonOf('a.zip', many, { unpackedBytes: 100_000_000 })).toBe('bomb')
    expect(await reasonOf('a.docx', await wordWith(`<w:p>${mega.repeat(40)}</w:p>`))).toBe('bomb')
  })

  it('refuses an archive whose parts are larger than they say', async () => {
    const zip = await makeZip({ 'a.txt': mega.repeat(5) })
    zip.writeUInt32LE(1_000, zip.indexOf(Buffer.from('504b0102', 'hex')) + 24)
    expect(await reasonOf('a.zip', zip)).toBe('bomb')
  })

  it('refuses too many files, archives in archives, and ignores paths that lead outside', async () => {
    const many = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`${at}.txt`, 'x']))
    expect(await reasonOf('a.zip', await makeZip(many), { files: 50 })).toBe('too_many_files')
    const nested = await makeZip({ 'inner.zip': await makeZip({ 'a.txt': '正文在此' }), 'b.txt': '外面的正文' })
    expect(await reader.read({ name: 'a.zip', bytes: nested })).toMatchObject({
      ok: true,
      documents: [{ path: 'b.txt' }],
      skipped: [{ path: 'inner.zip', reason: 'too_deep' }],
    })
    const outside = await makeZip({ 'xx/passwd.txt': '外面', 'good.txt': '里面的正文', '__MACOSX/._good.txt': 'x' })
    for (let at = outside.indexOf('xx/passwd'); at >= 0; at = outside.indexOf('xx/passwd'))
      outside.write('../passwd', at)
    expect(await reader.read({ name: 'a.zip', bytes: outside })).toMatchObject({
      documents: [{ path: 'good.txt' }],
      skipped: [],
    })
  })

  it('refuses entities, which multiply without end, in every kind of Office file', async () => {
    const entities = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    const part = { '[Content_Types].xml': '<Types/>' }
    expect(
      await reasonOf(
        'a.docx',
        await makeZip({ ...part, 'word/document.xml': `${entities}<w:document>&b;</w:document>` }),
      ),
    ).toBe('bomb')
    expect(
      await reasonOf('a.xlsx', await makeZip({ ...part, 'xl/workbook.xml': `${entities}<workbook>&b;</workbook>` })),
    ).toBe('bomb')
    expect(await reasonOf('a.pptx', await makeZip({ ...part, 'ppt/presentation.xml': `${entities}<p>&b;</p>` }))).toBe(
      'bomb',
    )
  })

  it('refuses ten thousand columns, and a billion rows that are only claimed cost nothing', async () => {
    const wide = rowsXml([Array.from({ length: 10_000 }, (_, at) => `c${at}`)])
    expect(await reasonOf('a.xlsx', await makeXlsx([{ name: 'S', rows: wide }]))).toBe('too_many_columns')
    const html = `<table><tr>${'<td colspan=10000>x</td>'.repeat(3)}</tr><tr><td>y</td><td>z</td></tr></table>`
    expect(await reasonOf('a.html', text(`<html>${html}</html>`))).toBe('too_many_columns')
    const claimed =
      '<row r="1"><c r="A1" t="inlineStr"><is><t>型号</t></is></c></row><row r="1048576"><c r="A1048576" t="inlineStr"><is><t>末行</t></is></c></row>'
    expect(await reasonOf('a.xlsx', await makeXlsx([{ name: 'S', rows: claimed, merged: ['A1:XFD1048576'] }]))).toBe(
      'read',
    )
    const long = rowsXml(Array.from({ length: 300 }, (_, at) => [at, 'x']))
    expect(await reasonOf('a.xlsx', await makeXlsx([{ name: 'S', rows: long }]), { rows: 200 })).toBe('too_many_rows')
  })

  it('refuses a million nested elements, in pages, Markdown and Word', async () => {
    expect(await reasonOf('a.html', text(`<html>${'<div>'.repeat(1_000_000)}x`))).toBe('too_deep')
    expect(await reasonOf('a.html', text(`<html>${'<b><i>'.repeat(300_000)}x`))).toBe('too_deep')
    expect(await reasonOf('a.md', text(`${'> '.repeat(50_000)}x`))).toBe('too_deep')
    const nested = '<w:tbl><w:tr><w:tc>'.repeat(20_000)
    expect(await reasonOf('a.docx', await wordWith(`${nested}${'</w:tc></w:tr></w:tbl>'.repeat(20_000)}`))).toMatch(
      /too_deep|failed/,
    )
  })

  it('reads one line of twenty megabytes', async () => {
    expect(await reasonOf('a.txt', text('没有换行的长行，一直写下去。'.repeat(500_000)))).toBe('read')
    expect(await reasonOf('a.csv', text(`a,b\n"${'x'.repeat(20_000_000)}`))).toBe('damaged')
  })

  it('refuses more text and more bytes than allowed', async () => {
    expect(await reasonOf('a.txt', text('一二三四五六。'.repeat(1_000)), { characters: 5_000 })).toBe('too_large')
    expect(await reasonOf('a.txt', text('x'.repeat(10_000)), { fileBytes: 9_000 })).toBe('too_large')
  })

  it('stops a file that takes too long or too much memory, and reads the next', async () => {
    const slow = makeDocumentReader({ limits: { timeMs: 400 } })
    // Over a second on a fast machine; a thread's time counts from when it has loaded its code.
    const emphasis = text('*a '.repeat(1_000_000))
    expect(await slow.read({ name: 'a.md', bytes: emphasis })).toMatchObject({ ok: false, reason: 'timeout' })
    expect(await slow.read({ name: 'a.txt', bytes: text('下一个文件') })).toMatchObject({ ok: true })
    await slow.close()
    const rows = rowsXml(Array.from({ length: 40_000 }, (_, at) => [`第 ${at} 行`, at, 'x', 'y', 'z']))
    const large = await makeXlsx([{ name: 'S', rows }])
    const small = makeDocumentReader({ limits: { memoryMb: 24 } })
    expect(await small.read({ name: 'a.xlsx', bytes: large })).toMatchObject({ ok: false, reason: 'out_of_memory' })
    expect(await small.read({ name: 'a.txt', bytes: text('下一个文件') })).toMatchObject({ ok: true })
    await small.close()
  })

  it('stops when whoever asked goes away', async () => {
    const stop = new AbortController()
    const large = await makeXlsx([
      { name: 'S', rows: rowsXml(Array.from({ length: 40_000 }, (_, at) => [at, 'x', 'y'])) },
    ])
    const reading = reader.read({ name: 'a.xlsx', bytes: large, signal: stop.signal })
    stop.abort()
    expect(await reading).toMatchObject({ ok: false, reason: 'aborted' })
  })
})

describe('archives of documents', () => {
  let dir = ''
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'read-'))
  })
  afterAll(() => rm(dir, { recursive: true }))

  it('reads every document, names what was left out, tells its progress, and decodes names in GBK', async () => {
    const zip = await makeZip({
      'xx/a.md': '# 保修\n\n两年。',
      'b.docx': await docx(['正文在此。']),
      'c.png': Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
      'd.txt': '',
    })
    // 说 in GBK is two bytes (that may be read as UTF-8), and the name loses its mark of being UTF-8.
    const name = Buffer.concat([Buffer.from('cbb5', 'hex'), Buffer.from('/a.md')])
    for (let at = zip.indexOf('xx/a.md'); at >= 0; at = zip.indexOf('xx/a.md')) name.copy(zip, at)
    for (const at of [7, zip.indexOf(Buffer.from('504b0102', 'hex')) + 9]) zip[at] = zip[at]! & ~8
    const path = join(dir, 'a.zip')
    await writeFile(path, zip)
    const seen: string[] = []
    const outcome = await reader.read({
      path,
      name: 'a.zip',
      onProgress: ({ done, total }) => seen.push(`${done}/${total}`),
    })
    expect(outcome).toMatchObject({
      ok: true,
      documents: [
        { path: '说/a.md', type: 'markdown', document: { title: '保修' } },
        { path: 'b.docx', type: 'docx' },
      ],
      skipped: [
        { path: 'c.png', reason: 'unknown_type' },
        { path: 'd.txt', reason: 'empty' },
      ],
    })
    expect(seen.at(-1)).toBe('4/4')
  })
})
