// Makes pages of the help centre a little quicker to use; everything works without it.
;(() => {
  for (const form of document.querySelectorAll('form[data-suggest]')) suggest(form)

  // The browser goes to the mark by itself where it can; long pages with pictures may have moved since.
  const quoted = location.hash === '#quoted' && document.getElementById('quoted')
  if (quoted) {
    addEventListener('load', () => quoted.scrollIntoView({ block: 'center' }), { once: true })
    quoted.focus({ preventScroll: true })
  }

  addEventListener('keydown', (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable
    if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return
    const field = document.querySelector('form[data-suggest] input[type=search]')
    if (!field) return
    event.preventDefault()
    field.focus()
    field.select()
  })

  /** Shows what fits while one types: a combobox whose list opens articles. */
  function suggest(form) {
    const field = form.querySelector('input[type=search]')
    const list = document.createElement('ul')
    list.id = `${field.id}-list`
    list.className = 'suggestions'
    list.setAttribute('role', 'listbox')
    list.setAttribute('aria-label', form.querySelector('label').textContent)
    list.hidden = true
    form.append(list)
    const attributes = {
      role: 'combobox',
      'aria-expanded': 'false',
      'aria-controls': list.id,
      'aria-autocomplete': 'list',
    }
    for (const [name, value] of Object.entries(attributes)) field.setAttribute(name, value)
    let items = []
    let chosen = -1
    let timer
    let request

    function show(found) {
      items = found
      chosen = -1
      list.replaceChildren(
        ...found.map((item, at) => {
          const row = document.createElement('li')
          row.id = `${list.id}-${at}`
          row.setAttribute('role', 'option')
          row.setAttribute('aria-selected', 'false')
          const title = document.createElement('strong')
          title.textContent = item.title
          const words = document.createElement('span')
          words.textContent = item.snippet.text
          row.append(title, words)
          row.addEventListener('mousedown', (event) => event.preventDefault())
          row.addEventListener('click', () => open(item))
          return row
        }),
      )
      list.hidden = found.length === 0
      field.setAttribute('aria-expanded', String(found.length > 0))
      field.removeAttribute('aria-activedescendant')
    }

    function choose(at) {
      list.children[chosen]?.setAttribute('aria-selected', 'false')
      chosen = at
      const row = list.children[at]
      if (!row) return field.removeAttribute('aria-activedescendant')
      row.setAttribute('aria-selected', 'true')
      row.scrollIntoView({ block: 'nearest' })
      field.setAttribute('aria-activedescendant', row.id)
    }

    function open(item) {
      location.href = item.path
    }

    async function ask() {
      request?.abort()
      const query = field.value.trim()
      if (query === '') return show([])
      request = new AbortController()
      try {
        const url = `${form.dataset.suggest}&q=${encodeURIComponent(query)}`
        const reply = await fetch(url, { signal: request.signal })
        if (reply.ok && document.activeElement === field) show((await reply.json()).items)
      } catch {
        // Suggestions are a courtesy: the form still searches.
      }
    }

    field.addEventListener('input', (event) => {
      if (event.isComposing) return
      clearTimeout(timer)
      timer = setTimeout(ask, 150)
    })
    field.addEventListener('compositionend', () => {
      clearTimeout(timer)
      timer = setTimeout(ask, 150)
    })
    field.addEventListener('blur', () => {
      list.hidden = true
      field.setAttribute('aria-expanded', 'false')
    })
    field.addEventListener('keydown', (event) => {
      if (event.isComposing) return
      const count = items.length
      if (event.key === 'ArrowDown' && count > 0) choose((chosen + 1) % count)
      else if (event.key === 'ArrowUp' && count > 0) choose((chosen <= 0 ? count : chosen) - 1)
      else if (event.key === 'Escape' && !list.hidden) show([])
      else if (event.key === 'Enter' && chosen >= 0) open(items[chosen])
      else return
      event.preventDefault()
    })
    form.addEventListener('submit', () => request?.abort())
  }
})()
