import { detectPii, type PiiType } from './detect-pii.ts'
import { maskText, maskValue } from './mask-text.ts'

/**
 * A copy of JSON-like data with personal data masked: values under telling keys by the key, all other strings by what
 * they contain. `keys` adds keys of your own (compared without case, `_` and `-`); secrets are replaced whole. Numbers
 * under a telling key become masked strings. Deeper than 40 levels, or in a cycle, a value is `[…]`.
 */
export function maskDeep(value: unknown, keys: Readonly<Record<string, PiiType | 'secret'>> = {}): unknown {
  const own = new Map(Object.entries(keys).map(([key, type]) => [plainKey(key), type]))
  return mask(value, undefined, own, [])
}

type KeyTypes = ReadonlyMap<string, PiiType | 'secret'>

function mask(value: unknown, type: PiiType | 'secret' | undefined, own: KeyTypes, path: object[]): unknown {
  if (typeof value === 'string') return maskString(value, type)
  if (typeof value === 'number' || typeof value === 'bigint') {
    return type && type !== 'address' && type !== 'name' ? maskString(String(value), type) : maskNumber(value)
  }
  if (typeof value !== 'object' || value === null) return value
  if (path.length > 40 || path.includes(value)) return '[…]'
  const below = [...path, value]
  if (Array.isArray(value)) return value.map((item) => mask(item, type, own, below))
  if (value instanceof Date) return value
  const inherited = type === 'secret' || type === 'address' ? type : undefined
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      mask(item, inherited === 'secret' ? 'secret' : keyType(key, item, own, inherited), own, below),
    ]),
  )
}

function maskString(value: string, type: PiiType | 'secret' | undefined): string {
  if (value === '') return value
  if (type === 'secret') return '****'
  return type ? maskValue(value, type) : maskText(value, detectPii(value))
}

/** A phone or card kept as a number is still a phone or card. */
function maskNumber(value: number | bigint): unknown {
  const written = String(value)
  const spans = written.length >= 11 ? detectPii(written) : []
  return spans.length > 0 ? maskText(written, spans) : value
}

function keyType(
  key: string,
  value: unknown,
  own: KeyTypes,
  inherited: 'address' | undefined,
): PiiType | 'secret' | undefined {
  const plain = plainKey(key)
  const known = own.get(plain) ?? KEY_TYPES.find(([pattern]) => pattern.test(plain))?.[1]
  if (known) return known
  if (
    inherited &&
    !/^(?:province|city|country|state|省|市|省份|城市|id|type|isdefault|default|postcode|zip)$/.test(plain) &&
    typeof value === 'string'
  )
    return 'address'
  return undefined
}

function plainKey(key: string): string {
  return key.toLowerCase().replace(/[\s_\-.]/g, '')
}

const KEY_TYPES: [RegExp, PiiType | 'secret'][] = [
  [
    /^(?:password|passwd|pwd|secret|token|accesstoken|refreshtoken|apikey|authorization|cookie|cvv|cvc|pin|otp|verifycode|verificationcode|captcha|signature|privatekey|密码|验证码|支付密码)$|(?:password|secret|apikey|accesstoken)$/,
    'secret',
  ],
  [
    /^(?:phone|mobile|tel|telephone|cellphone|phoneno|phonenumber|mobileno|mobilephone|contactphone|receiverphone|receivermobile|recipientphone|customerphone|userphone|手机|手机号|手机号码|电话|联系电话|收件人电话)$|(?:phone|mobile)(?:number|no)?$/,
    'phone',
  ],
  [
    /^(?:idcard|idcardno|idcardnumber|idno|idnumber|identityno|identitycard|certno|ssn|身份证|身份证号|身份证号码|证件号|证件号码)$/,
    'id_card',
  ],
  [
    /^(?:bankcard|bankcardno|cardno|cardnumber|bankaccount|accountno|accountnumber|creditcard|creditcardnumber|银行卡|银行卡号|卡号)$/,
    'bank_card',
  ],
  [/^(?:email|mail|emailaddress|邮箱|电子邮箱)$|email$/, 'email'],
  [
    /^(?:address|addr|shippingaddress|deliveryaddress|receiveraddress|recipientaddress|billingaddress|homeaddress|street|streetaddress|addressline\d?|detailaddress|addressdetail|地址|收货地址|详细地址|收件地址)$|(?<!ip|mac|url|web|wallet)address$/,
    'address',
  ],
  [
    /^(?:realname|fullname|customername|receivername|recipientname|recipient|receiver|consignee|contactname|cardholder|username|firstname|lastname|buyername|姓名|收件人|收货人|联系人|真实姓名)$/,
    'name',
  ],
]
