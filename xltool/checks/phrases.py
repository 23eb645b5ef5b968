"""What people write where an answer or an entry should stand.

Recognised as whole phrases, never as parts. Every pattern has to match a text from its
first character to its last, blanks and closing marks left out, so that a sentence that
merely contains such words stays one.
"""

from __future__ import annotations

import re
from functools import lru_cache

from xltool.text import half_width, squeeze

_POINTING = re.compile(r"[附见另阅看照考如同]")
_LONGEST_POINTER = 60
"""Characters of a text that may do nothing but point at an attachment."""
_CLOSING = "。.;；,，!！、"
_WHEN = r"""
    (?:截至|截止)?(?:目前|现在|当前|本月底|月底|本期末|\d{1,2}月(?:底|末|\d{1,2}日)?)为?止?
  | (?:\d{4}年)?\d{1,2}月份?
  | [本当该上这](?:月|期|旬|周|季度?|年|阶段|时段)(?:度|份|内|以来)?
"""
_WHO = r"""
    (?:我|本|全|该|各)(?:单位|局|委|办|县|市|区|乡|镇|街道|部门|处|科室|院|中心|公司|系统|辖区)
  | (?:我|本)(?:市|县|区)?(?:范围|辖区)内?
"""
_WHAT = r"""
    (?:任何|此|该|这|本|类|项|种|个|新增|新的?|其[他它]|相关|有关|有|上述|明显|重大|重要|重点|突出|较大|主要
      |需要?|应|可|上报|报告|报送|填报|反映|协调|解决|说明|提请|研究
      |建设|开工|在建|在库|的|和|及|与|或|、
      |问题|情况|困难|事项|内容|项目|亮点|特色|经验|做法|风险|隐患|线索|案例|进展|工作|数据|变化
      |发生|存在|事件|任务|需求|建议)*
"""
_NOTHING = re.compile(
    rf"""
    (?:(?:{_WHEN}|{_WHO}|经(?:自查|排查|梳理|核实|统计)|(?:各项|总体)?(?:工作|运行|情况)?(?:一切)?(?:正常|平稳))[,:]?)*
    (?:[均都暂尚现也并仍]时?)*
    (?:
        (?:无|没有|没|未有|未发现|未发生|未出现|未存在|不存在|不涉及|未涉及|零)
        (?:发现|发生|出现|存在|收到)?
        (?:{_WHAT})
      | (?:零|0|〇)(?:报告|上报|填报|报送|报|问题|项目|件|个|起|项|条|次)
      | (?:突出|重点|特色)?(?:问题|项目|亮点)数?(?:[:]|为|是)?(?:无|没有|暂无|零|0个?)
      | 空|未填|0(?:\.0+)? | 无[,/]*无 | none | nil | null | nothing
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""无, 暂无, 本月无突出问题, 截至目前未发现此类问题, 零上报, 0个, 问题：无."""

_ATTACHED = r"""
    (?:附件|附表|附后|附页|附图|附录|附|另表|另文|另页|报告|总结|材料|正文|文件|文档
      |书面|邮件|压缩包|附带|纸质件|纸质版|电子版|word|pdf|excel|表格|图片|照片|台账|方案|通知|简报)
"""
_NUMBERED = (
    r"(?:\d+|[一二三四五六七八九十])(?:[-~至、,](?:\d+|[一二三四五六七八九十]))*"
)
_SEE_ATTACHMENT = re.compile(
    rf"""
    (?:具体|详细|详情|相关|有关|工作|进展|内容|情况|材料|数据|报告|本期|本月|其他|其余|如下)*
    [请详另均可]*
    (?:
        (?:见|参见|参阅|参照|参考|查看|查阅|看|阅|如|同)
        (?:后|上报的?|报送的?|所附的?|所|另附的?|本单位|我局|我单位|邮件里?的?|工作|文字|书面)*
        {_ATTACHED}+(?:{_NUMBERED})?
        (?:《[^》]*》|\([^)]*\)|["“][^"”]*["”])?
        (?:[、,和及]{_ATTACHED}+(?:{_NUMBERED})?)*
        (?:中|里|内|内容|材料|说明|所述)?
      | 已?(?:另行?|单独|一并)(?:附|报送|上报|发送|发)(?:附件|材料|报告|后|邮箱|上)?
      | 已(?:附后?|(?:发送?|报送|上报)(?:附件|邮箱))
      | 附(?:件|后|表|页|图)(?:{_NUMBERED})?(?:《[^》]*》|[:].{{1,40}})?
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""见附件, 详见报告, 具体情况见附件2《…》, 另附, 附后, 已报送邮箱."""

_TOTAL = re.compile(
    r"""
    (?:本页|本表|全市|全县|全区|本单位|本市|本县|以上|上述|项目|投资|分类|各项|总|其中)*
    (?:合计|小计|总计|共计|累计|汇总|总合计|合共|总数)
    (?:数|金额|投资|项目|项目数)?
    (?:[(\[{:]?\d*[个项家条户件]?(?:项目)?[)\]}]?|\(.{0,12}\)|[:].{0,12})
    """,
    re.VERBOSE,
)
"""合计, 小 计, 总计：, 合计（3个）, 本页小计, 项目合计5个."""
_GRAND_TOTAL = re.compile(r"[合总共]\s*计|汇总|总数")

_SIGNATURE_WORD = r"""
    (?:单位|部门|科室|分管|主要|主管|具体|项目|统计)?
    (?:填表|填报|制表|填写|编制|统计|经办|审核|审批|审签|复核|核对|校对|签发|批准|报送|联系|负责|分管|主管|责任)
    (?:人|者|人员|领导|负责人|责任人|单位|部门|科室|时间|日期|电话|方式)?
    (?:姓名|签字|签名|签章|盖章)?
  | (?:单位|部门)?负责人(?:签字|签名)?
  | 主要负责人 | 分管领导 | 主管领导 | 单位领导 | 局长 | 主任
  | (?:联系|办公|手机)?(?:电话|手机号?|号码) | 手机 | 联系方式
  | (?:填报|填表|报送|上报|制表|日)(?:日期|时间|期)
  | (?:单位|部门|签字|签名|公章|盖章|签章)(?:名称)?
"""
_NAMED = r"(?:填表|填报|制表|审核|经办|复核|审批|统计)人[一-鿿]{2,4}"
"""制表人 张三."""
_BRACKETS = r"(?:\([^)]{0,8}\))?"
_SIGNATURE = re.compile(
    rf"(?:{_SIGNATURE_WORD}){_BRACKETS}[:].*|(?:{_SIGNATURE_WORD}){_BRACKETS}|{_NAMED}",
    re.VERBOSE | re.DOTALL,
)
"""填表人：张三 审核人：李四, 审核人, 单位（盖章）：, 填报日期：2025年8月3日."""
_REMARK = re.compile(
    r"""
    (?:备?注|附注|说明|填表说明|填报说明|注释|注意|提示|备注说明|示例|例)
    (?:\d+|[一二三四五六七八九十])?[:.、].*
  | [*※★▲△#]+(?:[备附]?注|说明).*
  | [(\[-]*以下(?:空白|无内容|无正文|无)[)\]-]*
  | [(\[-]*(?:本表|此表|表)完[)\]-]*
  | (?:\d{4}年\d{1,2}月(?:\d{1,2}日)?|\d{4}[-/.]\d{1,2}[-/.]\d{1,2})
    """,
    re.VERBOSE | re.DOTALL,
)
"""注：…, 备注1：…, 以下空白, 2025年8月3日."""

_PICTURE = re.compile(r"=\s*(?:_xl\w+\.)*(?:DISPIMG|IMAGE)\s*\(.*", re.DOTALL)


def bare(text: str) -> str:
    """Give a text as phrases are compared.

    Half width, without blanks and closing marks.
    >>> bare("本月无突出问题 。")
    '本月无突出问题'
    """
    return squeeze(half_width(text)).strip(_CLOSING)


@lru_cache(maxsize=4096)
def says_nothing(text: str) -> bool:
    """Say whether a text says that there is nothing to report.

    >>> says_nothing("本月无突出问题"), says_nothing("无人机航线审批慢")
    (True, False)
    """
    return _NOTHING.fullmatch(bare(text)) is not None


def sees_attachment(text: str) -> bool:
    """Say whether a text only points at something that is not in the workbook.

    >>> sees_attachment("详见报告"), sees_attachment("见附件后逐项整改")
    (True, False)
    """
    if len(text) > _LONGEST_POINTER or not _POINTING.search(text):
        return False
    return _SEE_ATTACHMENT.fullmatch(bare(text).strip("()")) is not None


def is_total(text: str) -> bool:
    """Say whether a text is what stands before a sum: 合计, 小计（3个）."""
    return _TOTAL.fullmatch(bare(text)) is not None


def is_grand_total(text: str) -> bool:
    """Say whether such a text means everything above, not a group of it."""
    return is_total(text) and _GRAND_TOTAL.search(text) is not None


def is_signature(text: str) -> bool:
    """Say whether a text names who filled in, checked, signed, and when.

    填表人：张三.
    """
    return _SIGNATURE.fullmatch(bare(text)) is not None


def is_remark(text: str) -> bool:
    """Say whether a text is a remark below a table: 注：…, 以下空白, a date."""
    return _REMARK.fullmatch(bare(text)) is not None


def is_picture(text: str) -> bool:
    """Say whether a text is what a picture in a cell leaves: `=DISPIMG("ID_…",1)`."""
    return _PICTURE.fullmatch(text.strip()) is not None
