import { useSearchParams } from 'react-router'

/** The search kept in the address: reading it, changing some of it (undefined takes a part away), clearing it. */
export function useQueryState() {
  const [query, setQuery] = useSearchParams()
  return {
    query,
    set: (changes: Record<string, string | undefined>) =>
      setQuery(
        (now) => {
          const next = new URLSearchParams(now)
          for (const [name, value] of Object.entries(changes)) {
            if (value) next.set(name, value)
            else next.delete(name)
          }
          return next
        },
        { replace: true },
      ),
    clear: (kept: string[] = []) =>
      setQuery((now) => new URLSearchParams([...now].filter(([name]) => kept.includes(name))), { replace: true }),
  }
}
