import { useEffect, useRef, useState } from 'preact/hooks'
import { useChat } from './context.ts'
import { Icon } from './icons.tsx'

interface Found {
  source: string
  title: string
  snippet: { text: string }
  url: string
}
interface Article {
  title: string
  html: string
  url: string
}

/** Typing rests so long before it is searched, in milliseconds. */
const restMs = 200

/** Searches the company's help centre, where it has one, and shows articles in place. */
export function HelpSearch({ onRead }: { onRead(reading: boolean): void }) {
  const { t, origin, siteKey, locale } = useChat()
  const [query, setQuery] = useState('')
  /** Null until it is known whether there is a help centre. */
  const [found, setFound] = useState<Found[] | null>(null)
  const [article, setArticle] = useState<Article>()
  const field = useRef<HTMLInputElement>(null)
  const base = `${origin}/help/-/widget/${encodeURIComponent(siteKey)}`

  useEffect(() => {
    const abort = new AbortController()
    const wait = setTimeout(
      () => {
        const address = `${base}/search?language=${locale}&q=${encodeURIComponent(query.trim())}`
        fetch(address, { credentials: 'omit', signal: abort.signal })
          .then((reply) => (reply.ok ? reply.json() : Promise.reject(reply)))
          .then(({ items }: { items: Found[] | null }) => setFound(items))
          // While it cannot be reached, the chat is as it was.
          .catch(() => undefined)
      },
      query === '' ? 0 : restMs,
    )
    return () => {
      clearTimeout(wait)
      abort.abort()
    }
  }, [query, base, locale])
  useEffect(() => onRead(article !== undefined), [article, onRead])

  async function read({ source, url }: Found) {
    const id = source.startsWith('entry:') ? source.slice(6) : ''
    const reply = id
      ? await fetch(`${base}/articles/${encodeURIComponent(id)}?language=${locale}`, { credentials: 'omit' }).catch(
          () => null,
        )
      : null
    if (reply?.ok) setArticle((await reply.json()) as Article)
    else window.open(url, '_blank', 'noopener')
  }

  if (!found) return null
  if (article)
    return (
      <ArticleView
        article={article}
        onBack={() => {
          setArticle(undefined)
          requestAnimationFrame(() => field.current?.focus())
        }}
      />
    )
  return (
    <search class="help">
      <input
        ref={field}
        type="search"
        aria-label={t.helpSearch}
        placeholder={t.helpSearch}
        value={query}
        maxLength={200}
        onInput={(event) => setQuery(event.currentTarget.value)}
      />
      <div role="status">{query.trim() !== '' && found.length === 0 && <p class="hint">{t.helpNone}</p>}</div>
      {query.trim() !== '' &&
        found.map((each) => (
          <button type="button" class="topic" key={each.url} onClick={() => void read(each)}>
            <span>
              {each.title}
              <small>{each.snippet.text}</small>
            </span>
            <Icon name="next" size={16} />
          </button>
        ))}
    </search>
  )
}

function ArticleView({ article, onBack }: { article: Article; onBack(): void }) {
  const { t } = useChat()
  const title = useRef<HTMLHeadingElement>(null)
  useEffect(() => title.current?.focus({ preventScroll: true }), [])
  return (
    <article class="article">
      <button type="button" class="article-back" onClick={onBack}>
        <Icon name="back" size={16} />
        {t.helpBack}
      </button>
      <h3 ref={title} tabIndex={-1}>
        {article.title}
      </h3>
      {/* Sanitised by the server this script came from. */}
      <div class="article-text" dangerouslySetInnerHTML={{ __html: article.html }} />
      <a href={article.url} target="_blank" rel="noopener">
        {t.helpOpen}
      </a>
    </article>
  )
}
