import { dayOf, weekday } from './calendar.ts'
import { lunarDay } from './lunar.ts'

/** Day of a festival in a Gregorian year; undefined for a name we do not know. */
export function festivalDay(name: string, year: number): number | undefined {
  return BY_NAME.get(name)?.(year)
}

/** Names people use, longest first, for building a pattern. */
export function festivalNames(): string[] {
  return [...BY_NAME.keys()].sort((a, b) => b.length - a.length)
}

type Rule = (year: number) => number | undefined

const solar =
  (month: number, day: number): Rule =>
  (year) =>
    dayOf(year, month, day)
const lunar =
  (month: number, day: number): Rule =>
  (year) =>
    lunarDay(year, month, day)
/** A lunar day of the twelfth month falls into the year after the one in which its lunar year began. */
const lateLunar =
  (day: number): Rule =>
  (year) =>
    lunarDay(year - 1, 12, day)

function nthWeekday(month: number, nth: number, wanted: number): Rule {
  return (year) => {
    const first = dayOf(year, month, 1)
    return first + ((wanted - weekday(first) + 7) % 7) + (nth - 1) * 7
  }
}

/**
 * A solar term by the usual formula, floor(Y × 0.2422 + C) − floor((Y − b) / 4) with Y the last two digits of the year and the C of this
 * century; b is 1 in January and February. Right for 2000-2099 but for the few years listed with the terms.
 */
const solarTerm =
  (month: number, c: number, exception?: [year: number, shift: number]): Rule =>
  (year) => {
    const short = year % 100
    const leaps = Math.floor((month <= 2 ? short - 1 : short) / 4)
    return dayOf(year, month, Math.floor(short * 0.2422 + c) - leaps + (exception?.[0] === year ? exception[1] : 0))
  }
const qingming = solarTerm(4, 4.81)

const newYearsEve: Rule = (year) => {
  const first = lunarDay(year, 1, 1)
  return first === undefined ? undefined : first - 1
}

const thanksgiving = nthWeekday(11, 4, 4)
const blackFriday: Rule = (year) => thanksgiving(year)! + 1

const RULES: [string, Rule][] = [
  ['元旦 元旦节 阳历年', solar(1, 1)],
  ['情人节', solar(2, 14)],
  ['妇女节 三八节 三八妇女节 女神节', solar(3, 8)],
  ['植树节', solar(3, 12)],
  ['愚人节', solar(4, 1)],
  ['清明 清明节', qingming],
  ['劳动节 五一 五一节 五一劳动节', solar(5, 1)],
  ['青年节 五四青年节', solar(5, 4)],
  ['母亲节', nthWeekday(5, 2, 7)],
  ['儿童节 六一 六一节 六一儿童节', solar(6, 1)],
  ['父亲节', nthWeekday(6, 3, 7)],
  ['建党节', solar(7, 1)],
  ['建军节', solar(8, 1)],
  ['教师节', solar(9, 10)],
  ['国庆 国庆节 十一国庆', solar(10, 1)],
  ['万圣节', solar(10, 31)],
  ['双十一 双11 双十一大促 光棍节', solar(11, 11)],
  ['感恩节', thanksgiving],
  ['双十二 双12', solar(12, 12)],
  ['护士节', solar(5, 12)],
  ['双九节', lunar(9, 9)],
  ['平安夜', solar(12, 24)],
  ['圣诞 圣诞节', solar(12, 25)],
  ['跨年夜', solar(12, 31)],
  ['春节 大年初一 过年 农历新年', lunar(1, 1)],
  ['除夕 除夕夜 大年三十 年三十', newYearsEve],
  ['元宵 元宵节', lunar(1, 15)],
  ['端午 端午节', lunar(5, 5)],
  ['七夕 七夕节', lunar(7, 7)],
  ['中元节', lunar(7, 15)],
  ['中秋 中秋节 八月节', lunar(8, 15)],
  ['重阳 重阳节', lunar(9, 9)],
  ['龙抬头 二月二', lunar(2, 2)],
  ['中元 鬼节', lunar(7, 15)],
  ['寒衣节', lunar(10, 1)],
  ['小寒', solarTerm(1, 5.4055, [2019, -1])],
  ['大寒', solarTerm(1, 20.12, [2082, 1])],
  ['立春', solarTerm(2, 3.87)],
  ['雨水节气', solarTerm(2, 18.73, [2026, -1])],
  ['惊蛰', solarTerm(3, 5.63)],
  ['春分', solarTerm(3, 20.646, [2084, 1])],
  ['谷雨', solarTerm(4, 20.1)],
  ['立夏', solarTerm(5, 5.52)],
  ['小满', solarTerm(5, 21.04, [2008, 1])],
  ['芒种', solarTerm(6, 5.678)],
  ['夏至', solarTerm(6, 21.37)],
  ['小暑', solarTerm(7, 7.108, [2016, 1])],
  ['大暑', solarTerm(7, 22.83)],
  ['立秋', solarTerm(8, 7.5, [2002, 1])],
  ['处暑', solarTerm(8, 23.13)],
  ['白露', solarTerm(9, 7.646)],
  ['秋分', solarTerm(9, 23.042)],
  ['寒露', solarTerm(10, 8.318)],
  ['霜降', solarTerm(10, 23.438, [2089, 1])],
  ['立冬', solarTerm(11, 7.438, [2089, 1])],
  ['小雪节气', solarTerm(11, 22.36)],
  ['大雪节气', solarTerm(12, 7.18)],
  ['冬至 冬至节', solarTerm(12, 21.94, [2021, -1])],
  ['腊八 腊八节', lateLunar(8)],
  ['小年', lateLunar(23)],
  ["new year's day|new years day", solar(1, 1)],
  ["valentine's day|valentines day|valentine's|valentines", solar(2, 14)],
  ["mother's day|mothers day", nthWeekday(5, 2, 7)],
  ["father's day|fathers day", nthWeekday(6, 3, 7)],
  ['halloween', solar(10, 31)],
  ['thanksgiving|thanksgiving day', thanksgiving],
  ['black friday', blackFriday],
  ['cyber monday', (year) => blackFriday(year)! + 3],
  ['christmas eve|xmas eve', solar(12, 24)],
  ['christmas|christmas day|xmas', solar(12, 25)],
  ['boxing day', solar(12, 26)],
  ["new year's eve|new years eve", solar(12, 31)],
  ['chinese new year|lunar new year|spring festival', lunar(1, 1)],
  ['mid-autumn festival|mid autumn festival', lunar(8, 15)],
  ['dragon boat festival', lunar(5, 5)],
]

const BY_NAME = new Map(
  RULES.flatMap(([names, rule]) => names.split(/[|]|(?<=\p{Script=Han}|\d)\s/u).map((name) => [name, rule] as const)),
)
