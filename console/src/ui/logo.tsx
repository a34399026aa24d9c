/** The product's mark: a loop closed by a dot. */
export function Logo({ size }: { size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" role="img" aria-label="Loopdesk" className="logo">
      <rect width="32" height="32" rx="8" fill="#4353c9" />
      <path d="M22 16a6 6 0 1 1-3-5.2" fill="none" stroke="#fff" strokeWidth="3" strokeLinecap="round" />
      <circle cx="22" cy="11" r="2" fill="#fff" />
    </svg>
  )
}
