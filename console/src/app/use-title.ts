import { useEffect } from 'react'

/** The tab says how many wait, so that it is seen from another tab. */
export function useTitle(name: string, waiting: number): void {
  useEffect(() => {
    document.title = waiting > 0 ? `(${waiting}) ${name}` : name
  }, [name, waiting])
}
