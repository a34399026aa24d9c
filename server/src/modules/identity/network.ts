import { isIPv6 } from 'node:net'

/** The network an address lies in, `203.0.113.0/24` or `2001:db8:1::/48`; whole IPv4 addresses with `v4Bits` 32. */
export function networkOf(ip: string, { v4Bits, v6Groups }: { v4Bits: 24 | 32; v6Groups: 3 | 4 }): string {
  const v4 = /^(?:::ffff:)?(\d+\.\d+\.\d+)\.(\d+)$/i.exec(ip)
  if (v4 !== null) return v4Bits === 32 ? `${v4[1]}.${v4[2]}` : `${v4[1]}.0/24`
  if (!isIPv6(ip)) return 'unknown'
  const [head = '', tail = ''] = ip.split('%')[0]!.toLowerCase().split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === '' ? [] : tail.split(':')
  const groups = [...before, ...Array<string>(8 - before.length - after.length).fill('0'), ...after]
  return `${groups.slice(0, v6Groups).join(':')}::/${v6Groups * 16}`
}
