// Runs in the browser, as a script of the manual's page.
/**
 * Runs in the page: lists its parts in order and gives each an id, with a link behind the last page, so that the print says where it
 * stands. Also sets cover, contents and index before and behind.
 */
function collectUnits([cover, contents, index]) {
  const units = []
  const path = []
  const clean = (text) => (text ?? '').replace(/\s+/g, ' ').trim()
  const put = (element, unit) => {
    element.id = `u${units.length}`
    units.push({ ...unit, id: element.id, page: 0, path: path.map(({ text }) => text) })
  }
  const ownText = (item) => {
    const copy = item.cloneNode(true)
    for (const inner of copy.querySelectorAll('ul, ol')) inner.remove()
    return clean(copy.textContent)
  }
  const readList = (list, depth, group) => {
    for (const item of list.children) {
      put(item, { kind: 'item', text: ownText(item), level: depth, group })
      for (const inner of item.children) if (/^[UO]L$/.test(inner.tagName)) readList(inner, depth + 1, group)
    }
  }
  const readTable = (table, group) => {
    if (table.caption) put(table.caption, { kind: 'caption', text: clean(table.caption.textContent), level: 0, group })
    const rows = []
    for (const [at, row] of [...table.rows].entries()) {
      rows[at] ??= []
      let column = 0
      for (const cell of row.cells) {
        while (rows[at][column] !== undefined) column++
        for (let down = 0; down < cell.rowSpan; down++) {
          rows[at + down] ??= []
          for (let across = 0; across < cell.colSpan; across++)
            rows[at + down][column + across] = clean(cell.textContent)
        }
      }
    }
    const heads = table.tHead?.rows.length ?? 0
    const header =
      heads === 0
        ? []
        : rows[0].map((_, column) => [...new Set(rows.slice(0, heads).map((row) => row[column]))].join(' '))
    for (const [at, row] of [...table.rows].entries())
      if (at >= heads) put(row, { kind: 'row', text: rows[at].join(' '), cells: rows[at], header, level: 0, group })
  }
  for (const [at, element] of [...document.body.children].entries()) {
    const level = Number(/^H([1-6])$/.exec(element.tagName)?.[1] ?? 0)
    if (level > 0) {
      while (path.length > 0 && path.at(-1).level >= level) path.pop()
      path.push({ level, text: clean(element.textContent) })
      put(element, { kind: 'heading', text: clean(element.textContent), level })
    } else if (element instanceof HTMLTableElement) readTable(element, `table${at}`)
    else if (/^[UO]L$/.test(element.tagName)) readList(element, 0, `list${at}`)
    else if (element.tagName === 'FIGURE') {
      const own = element.querySelector('figcaption')
      if (own) put(own, { kind: 'caption', text: clean(own.textContent), level: 0 })
    } else if (clean(element.textContent) !== '')
      put(element, { kind: 'paragraph', text: clean(element.textContent), level: 0 })
  }
  const line = (unit, dots) =>
    `<div style="padding-left:${(unit.level - 1) * 12}pt"><span>${unit.text}</span><b>${dots ? '.'.repeat(300) : ''}</b><span data-page-of="${unit.id}">00</span></div>`
  const headings = units.filter((unit) => unit.kind === 'heading' && unit.level > 1 && unit.level < 4)
  const han = /\p{Script=Han}/u.test(units[0]?.text ?? '')
  let before = cover
    ? `<div class="cover"><div style="font-size:26pt">${units[0]?.text ?? ''}</div><div>V 2.4</div></div>`
    : ''
  if (contents)
    before += `<div class="toc"><div style="font-size:16pt">${han ? '目 录' : 'Contents'}</div>${headings.map((unit) => line(unit, contents === 'dots')).join('')}</div>`
  document.body.insertAdjacentHTML('afterbegin', before)
  if (index) {
    const words = units.filter(({ kind, cells }) => kind === 'row' && (cells?.[0]?.length ?? 99) < 24)
    const rows = words.map(
      (unit) => `<div><span>${unit.cells[0]}</span>, <span data-page-of="${unit.id}">00</span></div>`,
    )
    document.body.insertAdjacentHTML(
      'beforeend',
      `<div class="index" style="break-before:page;columns:2"><h2 style="break-before:auto;column-span:all">${han ? '索引' : 'Index'}</h2>${rows.toSorted().join('')}</div>`,
    )
  }
  document.body.insertAdjacentHTML(
    'beforeend',
    `<div id="probe">${units.map(({ id }) => `<a href="#${id}">x</a> `).join('')}</div>`,
  )
  return units
}

/** Runs in the page: takes the links away and writes the numbers into lists of contents. */
function finish([places, front]) {
  document.querySelector('#probe')?.remove()
  for (const cell of document.querySelectorAll('[data-page-of]'))
    cell.textContent = String((places[cell.dataset.pageOf ?? ''] ?? 0) - front)
}

Object.assign(window, { collectUnits, finish })
