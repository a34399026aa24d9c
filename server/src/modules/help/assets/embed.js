// <loopdesk-search>: searches a help centre from any page. Attributes: language (zh, en), placeholder, accent (#rrggbb),
// target (_blank to open articles in a new tab). Tells of `loopdesk-open` with {title, url}; preventDefault() keeps it from opening.
;(() => {
  if (customElements.get('loopdesk-search')) return
  const site = document.currentScript.src.replace(/\/embed\.js.*$/, '')
  const words = {
    zh: {
      label: '在帮助中心里搜索',
      hint: '搜索帮助',
      none: '没有找到，换个说法试试',
      all: '查看全部结果',
      failed: '暂时搜不了，请稍后再试',
    },
    en: {
      label: 'Search the help centre',
      hint: 'Search for help',
      none: 'Nothing found. Try other words.',
      all: 'See all results',
      failed: 'Search is not available right now',
    },
  }
  const css = `
:host{display:block;position:relative;font:16px/1.5 system-ui,-apple-system,"PingFang SC","Noto Sans SC","Microsoft YaHei",sans-serif;color-scheme:light dark;--a:var(--loopdesk-accent,#2563eb)}
*{box-sizing:border-box}
input{width:100%;font:inherit;padding:10px 14px;border:1px solid light-dark(#8a929e,#6b7483);border-radius:10px;background:light-dark(#fff,#1b1f27);color:light-dark(#1a1f29,#e8ebf0)}
input:focus-visible{outline:2px solid var(--a);outline-offset:1px}
ul{position:absolute;z-index:2147483000;left:0;right:0;margin:6px 0 0;padding:6px;list-style:none;max-height:min(60vh,420px);overflow:auto;border:1px solid light-dark(#d5d9e0,#3a414d);border-radius:10px;background:light-dark(#fff,#1b1f27);color:light-dark(#1a1f29,#e8ebf0);box-shadow:0 8px 28px #0003}
ul[hidden]{display:none}
li{padding:8px 10px;border-radius:6px;cursor:pointer;overflow-wrap:anywhere}
li[aria-selected=true],li:hover{background:light-dark(#eef1f6,#2a303b)}
li strong{display:block;font-weight:600}
li span{display:-webkit-box;-webkit-line-clamp:2;-webkit-box-orient:vertical;overflow:hidden;font-size:14px;color:light-dark(#5b6472,#a7afbb)}
.said{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
p{position:absolute;left:0;right:0;margin:6px 0 0;padding:10px 14px;border-radius:10px;border:1px solid light-dark(#d5d9e0,#3a414d);background:light-dark(#fff,#1b1f27);color:light-dark(#5b6472,#a7afbb);z-index:2147483000}
p[hidden]{display:none}`
  let made = 0

  class LoopdeskSearch extends HTMLElement {
    connectedCallback() {
      if (this.shadowRoot) return
      made += 1
      const root = this.attachShadow({ mode: 'open' })
      const sheet = new CSSStyleSheet()
      sheet.replaceSync(css)
      root.adoptedStyleSheets = [sheet]
      const accent = this.getAttribute('accent')
      if (accent) this.style.setProperty('--loopdesk-accent', accent)
      const wanted = this.getAttribute('language') || document.documentElement.lang || navigator.language
      this.language = /^zh/i.test(wanted) ? 'zh' : 'en'
      const t = words[this.language]
      const field = Object.assign(document.createElement('input'), {
        type: 'search',
        placeholder: this.getAttribute('placeholder') || t.hint,
        autocomplete: 'off',
        maxLength: 200,
      })
      const list = Object.assign(document.createElement('ul'), { id: `list-${made}`, hidden: true })
      const none = Object.assign(document.createElement('p'), { hidden: true })
      none.setAttribute('role', 'status')
      list.setAttribute('role', 'listbox')
      list.setAttribute('aria-label', t.label)
      const attributes = {
        role: 'combobox',
        'aria-label': t.label,
        'aria-expanded': 'false',
        'aria-controls': list.id,
        'aria-autocomplete': 'list',
      }
      for (const [name, value] of Object.entries(attributes)) field.setAttribute(name, value)
      root.append(field, list, none)
      this.wire(field, list, none, t)
    }

    wire(field, list, none, t) {
      let items = []
      let chosen = -1
      let timer
      let request

      const close = () => {
        list.hidden = none.hidden = true
        field.setAttribute('aria-expanded', 'false')
        field.removeAttribute('aria-activedescendant')
      }
      const open = ({ title, url }) => {
        const event = new CustomEvent('loopdesk-open', {
          detail: { title, url },
          bubbles: true,
          composed: true,
          cancelable: true,
        })
        if (!this.dispatchEvent(event)) return close()
        if (this.getAttribute('target') === '_blank') window.open(url, '_blank', 'noopener')
        else location.href = url
      }
      const choose = (at) => {
        list.children[chosen]?.setAttribute('aria-selected', 'false')
        chosen = at
        const row = list.children[at]
        row.setAttribute('aria-selected', 'true')
        row.scrollIntoView({ block: 'nearest' })
        field.setAttribute('aria-activedescendant', row.id)
      }
      const show = (found, query) => {
        chosen = -1
        const all = {
          title: t.all,
          url: `${site}/${this.language}/search?q=${encodeURIComponent(query)}`,
          snippet: { text: '' },
        }
        items = found.length > 0 ? [...found, all] : []
        list.replaceChildren(
          ...items.map((item, at) => {
            const row = Object.assign(document.createElement('li'), { id: `${list.id}-${at}` })
            row.setAttribute('role', 'option')
            row.setAttribute('aria-selected', 'false')
            const title = Object.assign(document.createElement('strong'), { textContent: item.title })
            const text = Object.assign(document.createElement('span'), { textContent: item.snippet.text })
            row.append(title, text)
            row.addEventListener('mousedown', (event) => event.preventDefault())
            row.addEventListener('click', () => open(item))
            return row
          }),
        )
        list.hidden = items.length === 0
        none.hidden = items.length > 0
        none.textContent = t.none
        field.setAttribute('aria-expanded', String(items.length > 0))
        field.removeAttribute('aria-activedescendant')
      }
      const ask = async () => {
        request?.abort()
        const query = field.value.trim()
        if (query === '') return close()
        request = new AbortController()
        try {
          const url = `${site}/api/search?language=${this.language}&q=${encodeURIComponent(query)}`
          const reply = await fetch(url, { signal: request.signal, credentials: 'omit' })
          if (!reply.ok) throw new Error(String(reply.status))
          show((await reply.json()).items, query)
        } catch (error) {
          if (error.name === 'AbortError') return
          close()
          none.textContent = t.failed
          none.hidden = false
        }
      }
      const soon = () => {
        clearTimeout(timer)
        timer = setTimeout(ask, 150)
      }

      field.addEventListener('input', (event) => event.isComposing || soon())
      field.addEventListener('compositionend', soon)
      field.addEventListener('focus', () => field.value.trim() !== '' && soon())
      field.addEventListener('blur', close)
      field.addEventListener('keydown', (event) => {
        if (event.isComposing) return
        const count = items.length
        if (event.key === 'ArrowDown' && count > 0) choose((chosen + 1) % count)
        else if (event.key === 'ArrowUp' && count > 0) choose((chosen <= 0 ? count : chosen) - 1)
        else if (event.key === 'Escape') close()
        else if (event.key === 'Enter' && items.length > 0) open(items[chosen < 0 ? count - 1 : chosen])
        else return
        event.preventDefault()
      })
    }
  }
  customElements.define('loopdesk-search', LoopdeskSearch)
})()
