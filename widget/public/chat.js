/* The chat as a page of its own, for a link or a QR code: chat.html?site=KEY[&locale=zh|en][&theme=dark].
   A signed-in customer's token comes behind the # (…#token=JWT), so it never reaches a server log; it is removed from the
   address at once. What else stands in the query is handed on as page context. */
{
  const query = new URLSearchParams(location.search)
  const token = new URLSearchParams(location.hash.slice(1)).get('token')
  if (token) history.replaceState(null, '', location.pathname + location.search)

  const taken = new Set(['site', 'locale', 'theme'])
  const page = {}
  for (const [name, value] of query) if (!taken.has(name)) page[name] = value
  window.loopdeskSettings = { page, locale: query.get('locale') ?? undefined, userToken: token ?? undefined }

  const script = document.createElement('script')
  script.src = new URL('widget.js', document.currentScript.src).href
  script.dataset.siteKey = query.get('site') ?? ''
  script.dataset.view = 'page'
  script.dataset.theme = query.get('theme') ?? 'auto'
  document.head.append(script)
}
