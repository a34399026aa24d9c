import type { OrderStory } from './order-bundle.ts'

const card = (tail: string) => ({ method: 'card' as const, tail })
const wechat = (tail: string) => ({ method: 'wechat' as const, tail })
const alipay = (tail: string) => ({ method: 'alipay' as const, tail })

/** Orders written by hand, customer by customer; O20260001 to O20260048. The README tells their stories. */
export const knownOrders: Record<string, OrderStory[]> = {
  C1001: [
    {
      id: 'O20260001',
      items: [['AF-C55-BK', 1]],
      status: 'shipped',
      placed: 3,
      parcel: 'out_for_delivery',
      pay: wechat('6612'),
    },
    { id: 'O20260031', items: [['EK-K17-WH', 1]], status: 'completed', placed: 48, delivered: 45, pay: wechat('6612') },
  ],
  C1002: [
    { id: 'O20260002', items: [['RC-IH40-WH', 1]], status: 'paid', placed: 1, pay: card('3308'), time: '21:05' },
    { id: 'O20260032', items: [['FJ-J2-BL', 2]], status: 'completed', placed: 60, delivered: 57, pay: card('3308') },
  ],
  C1003: [
    { id: 'O20260003', items: [['EK-K17-RD', 1]], status: 'delivered', placed: 7, delivered: 4, pay: card('5521') },
    { id: 'O20260033', items: [['TS-T2-CR', 1]], status: 'completed', placed: 40, delivered: 37, pay: card('5521') },
  ],
  C1004: [
    { id: 'O20260004', items: [['HM-M9-WH', 1]], status: 'completed', placed: 34, delivered: 31, pay: alipay('9043') },
  ],
  C1005: [
    {
      id: 'O20260005',
      items: [['CV-V12-PU', 1]],
      status: 'shipped',
      placed: 2,
      parcel: 'in_transit',
      pay: wechat('1187'),
    },
    { id: 'O20260034', items: [['MW-W23-WH', 1]], status: 'paid', placed: 1, pay: wechat('1187'), time: '20:10' },
    { id: 'O20260035', items: [['BL-B12-RG', 1]], status: 'packing', placed: 2, pay: card('2290') },
  ],
  C1006: [
    {
      id: 'O20260006',
      items: [['RV-R9-WH', 1]],
      status: 'shipped',
      placed: 3,
      parcel: 'in_transit',
      pay: card('8814'),
    },
  ],
  C1007: [
    { id: 'O20260007', items: [['WP-R600-WH', 1]], status: 'delivered', placed: 6, delivered: 3, pay: card('7476') },
    { id: 'O20260036', items: [['CF-F8-WH', 1]], status: 'completed', placed: 72, delivered: 69, pay: card('7476') },
    {
      id: 'O20260037',
      items: [['GS-G5-WH', 1]],
      status: 'completed',
      placed: 130,
      delivered: 127,
      pay: wechat('4025'),
    },
  ],
  C1008: [
    { id: 'O20260008', items: [['TV-55Q-BK', 1]], status: 'delivered', placed: 8, delivered: 5, pay: card('6370') },
  ],
  C1009: [
    {
      id: 'O20260009',
      items: [['EM-C20-SV', 2]],
      status: 'delivered',
      placed: 10,
      delivered: 6,
      pay: card('1058'),
      invoice: { type: 'company', title: '海波商贸有限公司', taxNo: '91310115MA1K3XXH2B' },
    },
    { id: 'O20260038', items: [['FD-L8-WH', 1]], status: 'completed', placed: 55, delivered: 51, pay: card('1058') },
  ],
  C1010: [
    {
      id: 'O20260010',
      items: [['EM-C20-RD', 1]],
      status: 'completed',
      placed: 66,
      delivered: 62,
      pay: { method: 'balance', tail: '1010' },
    },
  ],
  C1011: [
    {
      id: 'O20260011',
      items: [
        ['TB-T9-WH', 1],
        ['BH-T9-4', 2],
      ],
      status: 'delivered',
      placed: 5,
      delivered: 2,
      pay: wechat('3956'),
    },
  ],
  C1012: [
    { id: 'O20260012', items: [['AP-A7-WH', 1]], status: 'delivered', placed: 9, delivered: 6, pay: alipay('7702') },
    { id: 'O20260039', items: [['AP-A7-GD', 1]], status: 'completed', placed: 45, delivered: 42, pay: alipay('7702') },
    {
      id: 'O20260040',
      items: [['HF-A7-STD', 2]],
      status: 'shipped',
      placed: 2,
      parcel: 'in_transit',
      pay: alipay('7702'),
    },
  ],
  C1013: [
    {
      id: 'O20260013',
      items: [
        ['HP-H5-RD', 1],
        ['IH-I22-BK', 1],
        ['KS-S5-WH', 2],
        ['FC-R600-RO', 1],
      ],
      status: 'delivered',
      placed: 8,
      delivered: 5,
      pay: card('4419'),
    },
  ],
  C1014: [
    {
      id: 'O20260014',
      items: [['BF-F4-WH', 1]],
      status: 'returned',
      placed: 18,
      delivered: 12,
      pay: card('9931'),
      reason: 'no_longer_needed',
    },
  ],
  C1015: [
    { id: 'O20260015', items: [['SL-L6-BK', 1]], status: 'pending_payment', placed: 0, time: '08:05' },
    { id: 'O20260041', items: [['CM-C4-WH', 2]], status: 'completed', placed: 90, delivered: 87, pay: wechat('6078') },
  ],
  C1017: [
    { id: 'O20260017', items: [['RF-BX230-SV', 1]], status: 'delivered', placed: 13, delivered: 9, pay: card('2746') },
  ],
  C1018: [
    {
      id: 'O20260018',
      items: [['HD-D6-PK', 1]],
      status: 'return_requested',
      placed: 9,
      delivered: 5,
      pay: card('6045'),
      reason: 'defect',
    },
  ],
  C1019: [
    {
      id: 'O20260019',
      items: [['OR-O13-WH', 1]],
      status: 'shipped',
      placed: 6,
      parcel: 'exception',
      pay: wechat('8260'),
    },
  ],
  C1020: [
    { id: 'O20260020', items: [['FB-Z4-WD', 1]], status: 'delivered', placed: 4, delivered: 1, pay: wechat('5137') },
    { id: 'O20260042', items: [['EB-E18-D', 1]], status: 'completed', placed: 29, delivered: 26, pay: wechat('5137') },
  ],
  C1021: [
    { id: 'O20260021', items: [['MV-M3-WH', 1]], status: 'delivered', placed: 6, delivered: 3, pay: card('7718') },
  ],
  C1022: [
    { id: 'O20260022', items: [['SJ-J7-OR', 1]], status: 'paid', placed: 1, pay: alipay('3364'), time: '19:40' },
    { id: 'O20260043', items: [['SJ-J7-WH', 1]], status: 'cancelled', placed: 2, pay: alipay('3364') },
  ],
  C1023: [
    {
      id: 'O20260023',
      items: [['FW-X5-WH', 1]],
      status: 'refunded',
      placed: 25,
      delivered: 20,
      pay: card('1873'),
      reason: 'defect',
    },
  ],
}

/** Numbers from here on belong to generated orders. */
export const FIRST_GENERATED = 49
