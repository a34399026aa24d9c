/** One way of setting a manual, as an office program, a browser or a typesetter would. */
export interface Theme {
  name: string
  css: string
  format: string
  landscape?: boolean
  /** Millimetres. */
  margin?: number
  /** Printed in the margins of every page; `{chapter}` is the chapter a page begins in, `{page}` its number, `{title}` the manual. */
  header?: string
  footer?: string
  /** Pages before page 1 as printed: cover, contents. */
  front?: boolean
  contents?: 'dots' | 'plain'
  index?: boolean
  bookmarks?: boolean
}

const sans = '"Liberation Sans", "Noto Sans CJK SC", sans-serif'
const serif = '"Liberation Serif", "Noto Serif CJK SC", serif'
const base = 'body { margin: 0 } td, th { text-align: left; vertical-align: top } figure { margin: 8pt 0 }'
const grid = 'table { border-collapse: collapse; width: 100% } td, th { border: 0.5pt solid #333; padding: 2pt 5pt }'
/** Tables as their class says: a grid, lines across, a list of names and values without any line. */
const mixed = `table { border-collapse: collapse; width: 100%; margin: 6pt 0 } .grid td, .grid th { border: 0.5pt solid #333; padding: 2pt 5pt }
  .lines td, .lines th, .plain td, .plain th { border-top: 0.5pt solid #333; border-bottom: 0.5pt solid #333; padding: 2pt 6pt }
  .kv td { padding: 1pt 16pt 1pt 0 } .kv { width: auto }`

export const themes: Theme[] = [
  {
    name: 'office',
    format: 'A4',
    css: `${base} ${grid} body { font: 10.5pt/1.6 ${serif}; text-align: justify } h1, h2, h3, th { font-family: ${sans} }
      h1 { font-size: 20pt } h2 { font-size: 15pt } h3 { font-size: 12pt } p { margin: 0 0 6pt } .note { border: 1pt solid #a00; padding: 4pt 8pt }
      figcaption, caption { font-size: 9pt; text-align: center }`,
    header:
      '<div style="border-bottom:0.5pt solid #000;display:flex;justify-content:space-between"><span>{title}</span><span>{chapter}</span></div>',
    footer: '<div style="text-align:center">第 {page} 页</div>',
    contents: 'dots',
    bookmarks: true,
  },
  {
    name: 'indented',
    format: 'A4',
    margin: 25,
    css: `${base} ${grid} body { font: 10.5pt/1.5 ${serif}; text-align: justify } h1 { font-size: 16pt; text-align: center } h2 { font-size: 12pt; margin: 10pt 0 4pt }
      h3 { font-size: 10.5pt; margin: 6pt 0 } p { margin: 0; text-indent: 2em } table p, .note p { text-indent: 0 } thead { display: table-row-group }
      th { font-weight: normal } ul, ol { margin: 0 } .note { margin: 4pt 0 } caption { font-size: 9pt }`,
    footer: '<div style="text-align:center">- {page} -</div>',
  },
  {
    name: 'columns',
    format: 'A4',
    margin: 16,
    css: `${base} ${mixed} body { font: 8.5pt/1.45 ${sans}; columns: 2; column-gap: 8mm } h1 { column-span: all; font-size: 18pt } h2 { font-size: 12pt; color: #036 }
      h3 { font-size: 9.5pt; color: #036 } p { margin: 0 0 4pt } ul, ol { padding-left: 14pt; margin: 2pt 0 } .note { background: #eee; padding: 4pt } th { text-align: left }
      .toc, .index { columns: 1; column-span: all }`,
    header: '<div style="text-align:right">{title}</div>',
    footer: '<div style="display:flex;justify-content:space-between"><span>Rev. 2.4</span><span>{page}</span></div>',
  },
  {
    name: 'booklet',
    format: 'A5',
    margin: 15,
    css: `${base} ${mixed} body { font: 9pt/1.55 ${sans} } h1 { font-size: 18pt } h2 { font-size: 14pt; break-before: page; font-weight: normal; color: #0a5 }
      h3 { font-size: 10.5pt; font-weight: normal; color: #0a5 } p { margin: 0 0 5pt } .grid td, .grid th, .plain td, .plain th, .lines td, .lines th { border: none }
      tr:nth-child(even) { background: #e8f4ee } .note { border-left: 3pt solid #0a5; padding-left: 6pt } li { margin-bottom: 2pt }`,
    footer: '<div style="display:flex;justify-content:space-between"><span>{chapter}</span><span>{page}</span></div>',
    contents: 'plain',
    front: true,
    index: true,
  },
  {
    name: 'wide',
    format: 'A4',
    landscape: true,
    css: `${base} ${grid} body { font: 11pt/1.5 ${serif} } h1 { font-size: 22pt } h2 { font-size: 16pt } h3 { font-size: 13pt } thead { display: table-row-group }
      .note { border: 1pt solid #000; padding: 4pt } tr { break-inside: avoid }`,
    header: '<div>{title}</div>',
    footer: '<div style="text-align:right">{page} / {pages}</div>',
    contents: 'dots',
    front: true,
  },
  {
    name: 'plain',
    format: 'Letter',
    margin: 25,
    css: `${base} ${mixed} body { font: 10pt/1.4 ${sans} } h1 { font-size: 14pt } h2 { font-size: 10pt; text-transform: none } h3 { font-size: 10pt; font-weight: bold; font-style: italic }
      th { font-weight: bold } p { margin: 0 0 7pt } li { margin-bottom: 4pt } tr { break-inside: auto } thead { display: table-header-group }`,
    header: '<div style="text-align:center">{chapter}</div>',
  },
  {
    name: 'pages',
    format: 'A5',
    margin: 14,
    css: `${base} ${grid} body { font: 9.5pt/1.5 ${sans} } h1 { font-size: 15pt } h2, h3 { font-size: 12pt; break-before: page; margin: 0 0 8pt } p { margin: 0 0 6pt }
      .note { border: 1pt dashed #555; padding: 3pt }`,
    footer: '<div style="text-align:center">{page}</div>',
  },
  {
    name: 'centred',
    format: 'A4',
    margin: 28,
    css: `${base} ${grid} body { font: 12pt/1.75 ${serif}; text-align: justify } h1 { text-align: center; font-size: 22pt } h2 { text-align: center; font-size: 15pt }
      h3 { font-size: 12pt } td, th { text-align: center !important; vertical-align: middle !important } p { margin: 0; text-indent: 2em } table p, .note p { text-indent: 0 }
      ul, ol { margin: 0; padding-left: 4em } figcaption, caption { text-align: center; font-size: 10pt }`,
    header: '<div style="text-align:center;border-bottom:0.5pt solid #000">{title}</div>',
    footer: '<div style="text-align:center">第 {page} 页 共 {pages} 页</div>',
    contents: 'dots',
    front: true,
  },
  {
    name: 'ruled-heads',
    format: 'A4',
    margin: 32,
    css: `${base} body { font: 10pt/1.3 ${serif}; text-align: justify; hyphens: auto } h1 { font-size: 17pt; text-align: center } h2 { font-size: 14pt } h3 { font-size: 12pt }
      p { margin: 0; text-indent: 1.5em } table { border-collapse: collapse; margin: 8pt auto; border-top: 1pt solid #000; border-bottom: 1pt solid #000 } td, th { padding: 1.5pt 7pt }
      th { border-bottom: 0.5pt solid #000; font-weight: normal } table p, .note p { text-indent: 0 } caption { font-size: 9pt } li { text-indent: 0 } .note { margin: 6pt 2em }`,
    footer: '<div style="text-align:center">{page}</div>',
    header: '<div style="font-style:italic">{chapter}</div>',
  },
  {
    name: 'borderless',
    format: 'A4',
    css: `${base} table { border-collapse: collapse; width: 100%; margin: 4pt 0 10pt } td, th { padding: 3pt 9pt 3pt 0 } body { font: 10pt/1.45 ${sans} } h1 { font-size: 22pt; font-weight: 300 }
      h2 { font-size: 15pt; color: #b30 } h3 { font-size: 11pt; color: #b30 } p { margin: 0 0 6pt } ul { list-style: square } .note { background: #fee; padding: 5pt; border-radius: 4pt }`,
    footer: '<div style="display:flex;justify-content:space-between"><span>{title}</span><span>{page}</span></div>',
    contents: 'plain',
  },
]
