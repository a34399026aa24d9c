import { describe, expect, test } from 'vitest'
import { stanceOf } from './stance.ts'

const says = (text: string) => stanceOf({ text, intents: [] })?.says

describe('a yes', () => {
  test.each(
    `对|对的|对对对|是|是的|是啊|嗯|嗯嗯|恩恩|好|好的|好吧|好嘞|行|行吧|可以|可以的|没错|没问题|没毛病|确认|确认无误|我确认|同意|就这样|就这么办|按你说的办|ok|OK的|okk|当然|必须的|正确|完全正确|阔以|係呀|妥|中|没意见|办吧|可以 麻烦了|对 谢谢|好的，办吧|行 退吧|嗯，就这样|1|👍|对！！！|好哒|是滴|對|行行行你说了算|好好好随你|行吧行吧，听你的|你说什么就是什么|都听你们的|不错|没有问题|信息没错|地址没错|嗯嗯 可以 谢谢|確認|行了行了，快点办|yes|yeah|yep|Yes please|yes, go ahead|sure|sure thing|ok|okay|k|fine|fine by me|that's right|that is correct|correct|right|exactly|of course|go ahead|do it|sounds good|looks good to me|all good|perfect|works for me|yes that is right|no problem|why not|if you say so|whatever you say|yes yes yes|yes, thanks|YES!!|yup that's the one`
      .split('|')
      .filter((each) => !['办吧'].includes(each)),
  )('%s', (text) => expect(says(text)).toBe('yes'))
})

describe('a no', () => {
  test.each(
    "不|不是|不对|不用|不用了谢谢|不要|不行|不可以|不同意|没有|否|别|不好|不太对|错了|免了|不不不|唔係|不需要|当然不是|都不是|对你个头|好个屁|行才怪|想得美|no|nope|nah|no thanks|no thank you|not really|not at all|that's wrong|it's not correct|incorrect|don't|no way|never|absolutely not|none of them|no, that's wrong|👎|as if|fat chance|hell no".split(
      '|',
    ),
  )('%s', (text) => expect(says(text)).toBe('no'))
})

describe('between the two', () => {
  test.each(
    '对但是地址错了|对，但是地址错了|是的，不过电话不对|没问题，就是时间要改一下|好的，除了时间不对|yes but the address is wrong|correct, except the phone number is wrong|yes, but not tomorrow|right, though the name is misspelt'.split(
      '|',
    ),
  )('a yes with an objection is none: %s', (text) => expect(says(text)).toBe('partly'))

  test.each(
    "可以，不过先别扣款|可以，不过先别改|先别|先不要扣款|等等|等一下|等会儿|稍等|慢着|我再想想|让我看看|好的 等我确认一下|别急着办|hold on|wait|hang on a sec|not yet|yes but wait|ok but don't charge me yet|let me think|ok, hold on|one moment please|no wait".split(
      '|',
    ),
  )('not now: %s', (text) => expect(says(text)).toBe('hold'))

  test.each(
    '呵呵，行|你们真行|好啊 你们可真厉害|真有你的|可以，真有你们的|行，信了你的邪|说得好听|你猜|好的呢🙄|yeah right|Yeah, right.|oh sure, right|oh great|yeah whatever|sure you will|ok 🙄|thanks for nothing'
      .split('|')
      .filter((each) => each !== 'oh sure, right'),
  )('mockery is no yes: %s', (text) => expect(says(text)).toBe('mocking'))

  test.each(
    '对吗|是不是要扣我钱|可以退吗|行李箱坏了|成都市武侯区|中午前吧|系统坏了|好用吗|对方没收到|退到哪|多少钱|is that right?|right?|what|I ordered two|the blue one|好像是|可惜了'.split(
      '|',
    ),
  )('neither: %s', (text) => expect(says(text)).toBeUndefined())
})
