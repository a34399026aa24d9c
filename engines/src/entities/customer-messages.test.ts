import { describe, expect, it } from 'vitest'
import { extractEntities } from './extract-entities.ts'

/** A Saturday. */
const TODAY = '2026-11-21'
const TYPES = new Set('phone money date time_range data_amount order_no card_tail address person city'.split(' '))

/** What a message holds, marked in itself: 〔type text=value〕, or 〔type text〕 where the value is the text. */
function marked(message: string): { text: string; wanted: string[] } {
  const wanted: string[] = []
  const text = message.replace(
    /〔(\w+) ([^=〕]+)(?:=([^〕]+))?〕/g,
    (_, type: string, said: string, value?: string) => {
      wanted.push(`${type} ${value ?? said}`)
      return said
    },
  )
  return { text, wanted }
}

function found(text: string): string[] {
  return extractEntities(text, { reference: TODAY, timeZone: 'Asia/Shanghai' })
    .filter(({ type, detail }) => TYPES.has(type) && !detail?.approximate && !detail?.tail)
    .filter(({ type, detail }) => type !== 'money' || detail?.currency === 'CNY')
    .map(({ type, value }) => `${type} ${value}`)
}

function holds(messages: string[]): void {
  it.each(messages)('%s', (message) => {
    const { text, wanted } = marked(message)
    expect(found(text)).toEqual(wanted)
  })
}

describe('money as customers say it', () => {
  holds([
    '话费怎么扣了〔money 一百二十八块六=128.6〕',
    '余额只剩〔money 九毛八=0.98〕了',
    '充了〔money 两百=200〕，到账才〔money 一百九十八=198〕',
    '〔money 五块钱=5〕的流量包怎么退订',
    '手续费收了〔money 二十五块五毛=25.5〕',
    '一共〔money 一万两千三百四十五块六毛七=12345.67〕，对不上',
    '月租〔money 19〕，实际扣〔money 39〕',
    '月供〔money 四千八百六=4860〕，能不能少点',
    '我想贷〔money 30w=300000〕',
    '额度能提到〔money 1.5万=15000〕吗',
    '套餐外一分钟〔money 一毛五=0.15〕太贵',
    '短信〔money 1毛=0.1〕一条',
    '给我妈转了〔money 三万二=32000〕，还没到',
    '充个〔money 50〕',
    '取〔money 两千=2000〕要预约吗',
    '换成〔money 59〕的套餐',
    '我用的〔money 129〕套餐',
    '打了〔money 8000〕过去，对方没收到',
    '最低还款〔money 480.35〕',
    '每期〔money 416.67〕，利息〔money 38.2〕',
    '满〔money 100〕减〔money 20〕的券用不了',
    '年费〔money ￥300=300〕能免吗',
    '卡里的〔money 五万块=50000〕不见了',
    '少了〔money 2k=2000〕',
    '欠费〔money 12.35元=12.35〕就停机？',
    '明明是〔money 两毛钱=0.2〕一条',
    '退我〔money 八十=80〕就行',
    '违约金要〔money 三百块=300〕，凭什么',
    '人民币〔money 叁仟伍佰元整=3500〕',
    '定期存了〔money 十万=100000〕',
    '我〔date 这个月=2026-11〕花了〔money 一千零五十=1050〕',
    '每个月〔money 八块=8〕的彩铃给我取消',
    '单笔限额只有〔money 5000〕吗',
    '理财买了〔money 二十万=200000〕，亏了〔money 一万三=13000〕',
    '刷了一笔〔money 3,299.00=3299〕',
    '差〔money 一块二=1.2〕',
    '扣了〔money 三块零五分=3.05〕',
  ])
})

describe('what only looks like money', () => {
  holds([
    '二十来块钱的东西',
    '扣了我一百多块',
    '一分钱都没退',
    '十几块的套餐有吗',
    '两三百块吧',
    '转了100美元',
    '买了2个',
    '一块去营业厅',
    '这块我不懂',
    '打10086没人接',
    '充了三次都失败',
    '等了20分钟',
    '扣了2次',
    '验证码123456不对',
    '几千块对你们来说不算什么',
    '退了三天还没到',
    '一元复始',
    '多元化投资',
  ])
})

describe('phones', () => {
  holds([
    '我的号码〔phone 幺三八零零幺三八零零零=13800138000〕',
    '打〔phone 138 0013 8000=13800138000〕',
    '换成〔phone 1860000-1234=18600001234〕可以吗',
    '固话〔phone 零二一五八八八一二三四=02158881234〕没声音',
    '座机〔phone 0571-8888 6666=057188886666〕',
    '〔phone +86 139-1234-5678=13912345678〕是我',
    '〔phone (010)62351122=01062351122〕宽带断了',
    '〔phone 一三九，一二三四，五六七八=13912345678〕',
    '〔phone 138.1234.5678=13812345678〕',
    '拨打〔phone 400-820-8820=4008208820〕',
    '打95588没用，10000也没用',
    '给我回〔phone 幺八六 幺二三四 五六七八=18612345678〕',
    '主卡〔phone 13812345678〕，副卡〔phone 13912345678〕',
    '〔phone 0755 2660 8899=075526608899〕这个座机',
    '手机尾号5678收不到短信',
    '138****5678是我的号',
    '〔phone 一三八零零零零一二三四=13800001234〕停机了',
    '身份证号110105194912310021不对',
  ])
})

describe('cards', () => {
  holds([
    '尾号〔card_tail 6688〕的卡',
    '卡尾〔card_tail 三二幺零=3210〕',
    '末四位〔card_tail 0091〕',
    '卡号后四位是〔card_tail 八八六六=8866〕',
    '〔card_tail 6688〕那张卡丢了',
    '6222****〔card_tail 1234〕被盗刷',
    '尾号是〔card_tail 幺二三四=1234〕的储蓄卡',
    '〔card_tail 一二三四=1234〕结尾的信用卡',
    '信用卡（〔card_tail 5521〕）',
    '尾数〔card_tail 零零零七=0007〕',
    '工行卡〔card_tail 7788〕转到建行卡〔card_tail 9911〕',
    '身份证后四位1234',
    '手机号后四位5678',
    '我那张〔card_tail 2046〕的卡',
    '末尾〔card_tail 4 4 1 2=4412〕的卡挂失',
    '卡尾号〔card_tail 9527〕扣了〔money 200〕',
    '卡（尾号〔card_tail 3344〕）',
    '最后四位〔card_tail 五五二零=5520〕',
    '〔card_tail 8899〕的卡还款日哪天',
  ])
})

describe('numbers of orders and tickets', () => {
  holds([
    '工单号〔order_no GD20261103007〕',
    '受理编号〔order_no c2026 1103 x7=C20261103X7〕催一下',
    '流水号〔order_no 202611030000123456〕',
    '运单〔order_no sf1234567890123=SF1234567890123〕',
    '订单〔order_no 20261103-889〕怎么还没发',
    '我的投诉编号是〔order_no TS-0098-12〕',
    '交易参考号：〔order_no 88120034551〕',
    '报修单〔order_no BX2026-0091〕没人来',
    '单号〔order_no 73112233445566〕',
    '预约号〔order_no YY88120〕取消',
    '凭证号〔order_no 00981234〕',
    '工单〔order_no 二零二六一一零三零零七=20261103007〕',
    '买的iPhone15，G1234次高铁',
    '取件码5-2-1033',
    '航班CA1837延误',
    '订单号忘了',
    '查下〔order_no YT8899776655443〕',
    '业务流水〔order_no 4200001234202611210099887766〕',
  ])
})

describe('data', () => {
  holds([
    '流量还剩〔data_amount 3.5G=3.5GB〕',
    '〔data_amount 三十个G=30GB〕用完了',
    '送了〔data_amount 500兆=500MB〕',
    '一天就用了〔data_amount 一个半G=1.5GB〕',
    '〔data_amount 半个G=0.5GB〕都没用',
    '〔data_amount 10GB〕定向流量',
    '网盘〔data_amount 2T=2TB〕',
    '〔data_amount 二十G=20GB〕和〔data_amount 40G=40GB〕差多少钱',
    '升级5G要换卡吗',
    '宽带从200M提到500M',
    '千兆宽带多少钱',
    '几个G都不够',
    '网速只有3M',
    '5G信号不好，4G还行',
    '〔data_amount 1024M=1024MB〕',
    '套餐内〔data_amount 20个G=20GB〕，超了〔data_amount 300MB〕',
    '下载每秒才2兆',
    '300兆的光纤',
    '套餐带〔data_amount 一百G=100GB〕流量',
    '手机〔data_amount 256G=256GB〕的有货吗',
  ])
})

describe('days', () => {
  holds([
    '〔date 昨晚=2026-11-20〕扣的',
    '〔date 大前天=2026-11-18〕办的〔data_amount 10G=10GB〕包',
    '〔date 上上周五=2026-11-06〕报修的',
    '〔date 下个月一号=2026-12-01〕生效吗',
    '〔date 这个月=2026-11〕话费',
    '〔date 上上个月=2026-09〕的账单',
    '〔date 三月份=2026-03〕的发票',
    '〔date 去年十二月=2025-12〕开的卡',
    '〔date 月底=2026-11-30〕前还清',
    '〔date 本月底=2026-11-30〕到期',
    '〔date 下月底=2026-12-31〕',
    '〔date 国庆第三天=2026-10-03〕就断网了',
    '〔date 腊月二十八=2027-02-04〕装机行吗',
    '〔date 正月十五=2027-02-20〕前到期',
    '〔date 8月15中秋=2026-09-25〕那天刷的卡',
    '〔date 大年初三=2027-02-08〕营业吗',
    '〔date 11.20=2026-11-20〕号扣费',
    '〔date 2026.11.3=2026-11-03〕开户',
    '〔date 十一月三号=2026-11-03〕打过电话',
    '〔date 除夕=2027-02-05〕能装吗',
    '〔date 三天前=2026-11-18〕就投诉了',
    '每月8号扣费',
    '前几天打过',
    '过几天再说',
    '现在就要',
    '三天内处理',
    '每周三都卡',
    '月初扣的',
    '〔date 今天=2026-11-21〕下午三点多打的',
    '账单日是每月5号，〔date 12月5号=2026-12-05〕能延吗',
    '〔date 20号=2026-11-20〕还的款怎么没入账',
    '〔date 28号=2026-11-28〕到期，能续吗',
    '〔date 国庆节前一天=2026-09-30〕办的',
    '〔date 明年一月=2027-01〕',
    '〔date 26年3月5日=2026-03-05〕签的合同',
    '〔date 二〇二六年十一月一日=2026-11-01〕',
    '〔date 周一=2026-11-16〕来修的那个人',
    '〔date 这周日=2026-11-22〕',
    '〔date 礼拜三=2026-11-25〕能来吗',
    '〔date 立冬=2026-11-07〕那天断的网',
    '〔date 冬至=2026-12-22〕前能修好吗',
    '〔date 双十二=2026-12-12〕有活动吗',
    '〔date 农历八月初八=2027-09-08〕办酒席',
    '〔date 后天=2026-11-23〕以后都行',
    '〔date 上月20号=2026-10-20〕缴的费',
  ])
})

describe('spans', () => {
  holds([
    '上门时间〔time_range 九点到十一点半=09:00-11:30〕',
    '〔time_range 晚上七点以后=19:00-〕再打给我',
    '〔time_range 下午三点之前=-15:00〕到',
    '〔time_range 14:00-16:00〕在家',
    '〔time_range 晚上11点到早上6点=23:00-06:00〕没网',
    '〔time_range 1号到5号=2026-12-01/2026-12-05〕出国要开漫游',
    '〔time_range 这周三到周五=2026-11-18/2026-11-20〕停过机',
    '〔time_range 上个月到这个月=2026-10/2026-11〕',
    '〔time_range 三月到五月=2026-03/2026-05〕的流水',
    '〔time_range 去年10月到今年3月=2025-10/2026-03〕明细',
    '〔time_range 12月20号到1月5号=2026-12-20/2027-01-05〕停机保号',
    '〔time_range 2026年1月1日至2026年3月31日=2026-01-01/2026-03-31〕',
    '〔date 明天=2026-11-22〕〔time_range 上午九点到十二点=09:00-12:00〕',
    '〔date 周日=2026-11-22〕〔time_range 下午两点以后=14:00-〕有人',
    '上午有人，下午没人',
    '下午三点来的电话',
    '等了两个小时',
    '〔time_range 早八点到晚十点=08:00-22:00〕营业',
    '〔time_range 9:30到11:00=09:30-11:00〕',
    '〔time_range 六点半之后=18:30-〕我才下班',
    '〔time_range 昨天到今天=2026-11-20/2026-11-21〕都没信号',
    '〔time_range 中午十二点到一点=12:00-13:00〕休息',
    '〔time_range 十月一号到七号=2026-10-01/2026-10-07〕用的漫游',
    '〔time_range 晚八点后=20:00-〕',
    '查〔time_range 7-9月=2026-07/2026-09〕的账单',
  ])
})

describe('people', () => {
  holds([
    '户主是〔person 刘建国〕',
    '机主〔person 张三〕，我是他儿子',
    '〔person 郭师傅〕来修的',
    '找〔person 张姐〕办的',
    '副卡是〔person 陈晓东〕的',
    '我老公〔person 陈志强〕的卡',
    '收款人写成了〔person 赵丽〕',
    '帮我妈〔person 王桂芳〕办一下',
    '上次是客服〔person 小王〕接的',
    '客户经理〔person 李婷婷〕说可以',
    '〔person 王丽华〕的卡被盗刷了',
    '钱转给了〔person 李秀英〕',
    '持卡人〔person 欧阳明〕',
    '本人〔person 吴磊〕，要销户',
    '〔person 王芳〕女士是我',
    '联系人改为〔person 周敏〕',
    '〔person 刘总〕让我问的',
    '安装的〔person 老周〕人不错',
    '你们姓张的客服态度差',
    '〔person 孙主任〕在吗',
    '大堂经理〔person 何倩〕',
    '我叫〔person 马冬梅〕',
    '名字登记错了，应该是〔person 徐静怡〕',
    '师傅说〔date 明天=2026-11-22〕来',
    '小姐姐你好',
    '高总价的套餐',
    '我是老用户了',
    '何时能好',
    '马上给我处理',
    '〔person 黄阿姨〕家的宽带',
    '业务员叫〔person 孙浩然〕',
    '〔person 杨帆〕和〔person 林晓〕都是我家人',
    '〔person 李行长〕答应的',
    '安全员来过',
    '于是就没管',
    '请〔person 王师傅〕回电',
    '紧急联系人〔person 唐糖〕',
  ])
})

describe('places', () => {
  holds([
    '人在〔city 杭州〕，卡是〔city 上海〕的',
    '〔city 魔都=上海〕这边没信号',
    '〔city 帝都=北京〕能办吗',
    '我到〔city 羊城=广州〕出差',
    '〔city 昆山〕的营业厅在哪',
    '去〔city 义乌市=义乌〕进货',
    '〔address 浙江省杭州市西湖区文三路138号2幢301〕',
    '装机地址〔address 朝阳区建国路88号现代城5号楼1203〕',
    '我家在〔address 幸福小区3栋2单元501〕',
    '移机到〔address 雨花区韶山路489号万科花园6栋1802室〕',
    '〔address 成都市武侯区科华北路65号〕那个网点',
    '寄到〔address 江苏省昆山市前进中路168号〕',
    '〔address 阳朔县西街56号〕',
    '〔address 中山路12号〕停电',
    '〔address 解放大道688号武汉广场12楼〕',
    '〔address 南山区科技园科苑路15号科兴科学园B栋3单元〕没宽带',
    '〔address 翠湖花园八栋三零二〕',
    '〔address 和平里七区14号楼2门601〕',
    '楼下营业厅',
    '在路上呢',
    '3号楼没信号',
    '〔address 龙华新区民治街道梅龙路101号〕',
    '南京路步行街店',
    '〔address 长沙县星沙街道开元路17号〕',
    '从〔city 广州〕到〔city 深圳〕',
    '〔city 重庆〕卡在〔city 成都〕用',
    '〔address 丰泽区津淮街东段26号〕',
    '〔address 五一路与解放路交叉口〕的网点',
    '广东省能办吗',
    '〔address 人民东路99号世纪广场C座1605〕',
  ])
})
