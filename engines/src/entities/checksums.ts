import { isDate } from './calendar.ts'

/** Mainland identity card: 18 characters whose last one is the ISO 7064 MOD 11-2 check over a valid birth date. */
export function isIdCard(text: string): boolean {
  if (!/^[1-9]\d{16}[\dxX]$/.test(text)) return false
  if (!isDate(Number(text.slice(6, 10)), Number(text.slice(10, 12)), Number(text.slice(12, 14)))) return false
  let sum = 0
  for (let i = 0; i < 17; i++) sum += Number(text[i]) * WEIGHTS[i]!
  return '10X98765432'[sum % 11] === text[17]!.toUpperCase()
}

/** Payment card: 12-19 digits that pass Luhn's check and are not one digit repeated. */
export function isCardNumber(digits: string): boolean {
  if (!/^[2-9]\d{11,18}$/.test(digits) || /^(\d)\1+$/.test(digits)) return false
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i])
    const doubled = i % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
