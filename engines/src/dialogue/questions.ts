const questionWords =
  /[?？]|到哪|吗|呢|么$|什么|怎么|多久|多少|几点|哪里|可以.*不|能不能|是不是|有没有|\b(what|when|where|how|why|who|which|can i|do you|is there|are you)\b/i

/** Whether the words ask something. */
export const looksLikeQuestion = (text: string): boolean => questionWords.test(text)

/** Without any word for a person or a desk, wanting one is not to be inferred. */
export const speaksOfPeople =
  /客服|人工|真人|活人|(找|叫|换|要|有|没)(个)?人|人(呢|在吗|来)|老板|经理|主管|领导|同事|电话|机器|\b(human|person|people|someone|somebody|anyone|anybody|agent|rep|representative|operator|manager|supervisor|colleague|staff|team|call|bot|robot|machine)\b/i
