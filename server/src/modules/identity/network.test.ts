import { expect, test } from 'vitest'
import { networkOf } from './network.ts'

test.each([
  ['203.0.113.9', '203.0.113.0/24', '203.0.113.9'],
  ['::ffff:203.0.113.9', '203.0.113.0/24', '203.0.113.9'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1::/48', '2001:db8:1:2::/64'],
  ['2001:db8::9', '2001:db8:0::/48', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0::/48', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0::/48', '0:0:0:0::/64'],
  ['', 'unknown', 'unknown'],
])('%s is kept as %s and counted as %s', (ip, kept, counted) => {
  expect(networkOf(ip, { v4Bits: 24, v6Groups: 3 })).toBe(kept)
  expect(networkOf(ip, { v4Bits: 32, v6Groups: 4 })).toBe(counted)
})
