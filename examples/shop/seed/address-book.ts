import type { Address, Customer } from './people.ts'

type Extra = [label: string, address: Omit<Address, 'name' | 'phone'> & Partial<Address>]

const hangzhou = (district: string, detail: string) => ({ province: '浙江省', city: '杭州市', district, detail })

/** Addresses beside the default one. C1005 sells second-hand and has filled the book. */
const EXTRA: Record<string, Extra[]> = {
  C1007: [
    ['公司', hangzhou('滨江区', '江南大道 3888 号 2 栋 1203 室')],
    [
      '爸妈家',
      {
        name: '王德福',
        phone: '13957100812',
        province: '浙江省',
        city: '宁波市',
        district: '鄞州区',
        detail: '中山东路 1800 号 6 栋 402 室',
      },
    ],
  ],
  C1010: [
    ['Studio', { province: '广东省', city: '广州市', district: '海珠区', detail: '新港东路 1168 号 5 栋 1901 室' }],
  ],
  C1003: [['Office', hangzhou('西湖区', '文三路 478 号 1 栋 1506 室')]],
  C1005: [
    ['公司', hangzhou('余杭区', '文一西路 969 号 3 栋 801 室')],
    ['仓库', hangzhou('余杭区', '良睦路 1288 号 1 栋 102 室')],
    ['姐姐家', hangzhou('拱墅区', '湖墅南路 220 号 4 栋 603 室')],
    ['外婆家', hangzhou('临平区', '南大街 56 号 2 栋 201 室')],
    ['健身房', hangzhou('西湖区', '天目山路 181 号 1 栋 301 室')],
    [
      '朋友',
      {
        name: '陈力',
        phone: '13806530117',
        province: '江苏省',
        city: '苏州市',
        district: '姑苏区',
        detail: '人民路 1199 号 9 栋 502 室',
      },
    ],
    ['大学', hangzhou('西湖区', '余杭塘路 866 号 快递中心')],
    ['驿站', hangzhou('滨江区', '滨盛路 1509 号 1 层')],
    ['老家', { province: '浙江省', city: '绍兴市', district: '越城区', detail: '解放北路 318 号 5 栋 301 室' }],
  ],
}

/** Everybody's address book: the default address the orders system knows, and the others. */
export function addressBookSeed(customers: Customer[]) {
  return customers.flatMap((customer) => {
    const own: Extra = [customer.locale === 'zh' ? '家' : 'Home', customer.address]
    return [own, ...(EXTRA[customer.id] ?? [])].map(([label, address], i) => ({
      label,
      name: address.name ?? customer.name,
      phone: address.phone ?? customer.phone,
      province: address.province,
      city: address.city,
      district: address.district,
      detail: address.detail,
      id: `AD${customer.id.slice(1)}-${i + 1}`,
      customerId: customer.id,
      isDefault: i === 0,
      status: 'active',
      revision: 1,
      history: [],
      previousDefaultId: null,
      createdAt: customer.createdAt,
      updatedAt: customer.createdAt,
      clientRef: null,
    }))
  })
}
