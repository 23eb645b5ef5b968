"""True sentences as offices write them, with random numbers that agree with each other.

A template draws numbers, has the others follow from them and puts all into a sentence;
the `Draw` notes what follows from what. `sentence("热线", 3)` is the third sentence of
one template, always the same. A new kind of sentence is a function under `@template`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import accumulate, pairwise
from random import Random

Rule = Callable[[Sequence[Decimal]], Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """The last of `numbers` follows from the others by `rule`."""

    numbers: tuple[Decimal, ...]
    rule: Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A true text, and what its numbers say of each other."""

    text: str
    relations: tuple[Relation, ...]


def total(numbers: Sequence[Decimal]) -> Decimal:
    """Add numbers up."""
    return sum(numbers, Decimal(0))


def ratio(numbers: Sequence[Decimal]) -> Decimal:
    """Give a part in percent of its whole."""
    part, whole = numbers
    return part / whole * 100


def rise(numbers: Sequence[Decimal]) -> Decimal:
    """Give the growth, in percent, of what is now and was less by a change."""
    change, now = numbers
    return change / (now - change) * 100


def fall(numbers: Sequence[Decimal]) -> Decimal:
    """Give the fall, in percent, of what is now and was more by a change."""
    change, now = numbers
    return change / (now + change) * 100


def gap(numbers: Sequence[Decimal]) -> Decimal:
    """Give how far two numbers are apart."""
    first, second = numbers
    return abs(first - second)


def mean(numbers: Sequence[Decimal]) -> Decimal:
    """Give an amount for each of a number."""
    amount, number = numbers
    return amount / number


class Draw:
    """Draws numbers, and keeps the relations between those that it worked out."""

    def __init__(self, seed: str) -> None:
        self.random = Random(seed)  # noqa: S311
        self.relations: list[Relation] = []

    def whole(self, least: int, most: int) -> Decimal:
        """Draw a count."""
        return Decimal(self.random.randint(least, most))

    def amount(self, least: int, most: int, places: int = 2) -> Decimal:
        """Draw an amount with decimal places."""
        scale = 10**places
        units = self.random.randint(least * scale, most * scale)
        return Decimal(units).scaleb(-places)

    def below(self, number: Decimal, least: str = "0.2", most: str = "0.9") -> Decimal:
        """Draw what is between two fractions of a number, with as many places."""
        places = _places(number)
        low, high = (
            max(1, int(number.scaleb(places) * Decimal(fraction)))
            for fraction in (least, most)
        )
        return Decimal(self.random.randint(low, high)).scaleb(-places)

    def parts(self, whole: Decimal, number: int) -> list[Decimal]:
        """Divide a whole into parts that are none of them small."""
        places = _places(whole)
        units = int(whole.scaleb(places))
        weights = [self.random.uniform(1, 3) for _ in range(number)]
        reached = [int(one / sum(weights) * units) for one in accumulate(weights)]
        cuts = [0, *reached[:-1], units]
        found = [
            Decimal(after - before).scaleb(-places) for before, after in pairwise(cuts)
        ]
        self.note(total, *found, whole)
        return found

    def falling(self, number: int, least: int, most: int) -> list[Decimal]:
        """Draw different counts, the greatest first."""
        drawn = self.random.sample(range(least, most), number)
        return [Decimal(one) for one in sorted(drawn, reverse=True)]

    def follows(self, rule: Rule, *numbers: Decimal, places: int = 1) -> Decimal:
        """Work out what follows from numbers, rounded, and note it."""
        outcome = rounded(rule(numbers), places)
        self.note(rule, *numbers, outcome)
        return outcome

    def percent(self, part: Decimal, whole: Decimal, places: int = 1) -> Decimal:
        """Work out what a part is of its whole."""
        return self.follows(ratio, part, whole, places=places)

    def note(self, rule: Rule, *numbers: Decimal) -> None:
        """Keep that the last number follows from the others."""
        self.relations.append(Relation(numbers=numbers, rule=rule))


def rounded(number: Decimal, places: int) -> Decimal:
    """Round half up, as offices do."""
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _places(number: Decimal) -> int:
    return max(0, -int(number.as_tuple().exponent))


TEMPLATES: dict[str, Callable[[Draw], str]] = {}


def template(function: Callable[[Draw], str]) -> Callable[[Draw], str]:
    """Make a function one of the templates."""
    TEMPLATES[function.__name__] = function
    return function


def sentence(name: str, number: int) -> Sentence:
    """Give one sentence of a template."""
    draw = Draw(f"{name} {number}")
    text = TEMPLATES[name](draw)
    return Sentence(text=text, relations=tuple(draw.relations))


# Counts and their parts


@template
def hotline(draw: Draw) -> str:
    calls = draw.whole(800, 9000)
    asked, helped, blamed, other = draw.parts(calls, 4)
    done = draw.below(calls, "0.5")
    return (
        f"本月受理来电{calls}件，其中咨询{asked}件，占{draw.percent(asked, calls)}%；"
        f"求助{helped}件，占{draw.percent(helped, calls)}%；"
        f"投诉{blamed}件，占{draw.percent(blamed, calls)}%；"
        f"其他{other}件，占{draw.percent(other, calls)}%。"
        f"已办结{done}件，办结率{draw.percent(done, calls)}%。"
    )


@template
def suggestions(draw: Draw) -> str:
    received = draw.whole(60, 300)
    solved, begun, planned = draw.parts(received, 3)
    return (
        f"会议期间交办建议{received}件。"
        f"其中，已经解决{solved}件，占总数的{draw.percent(solved, received)}%；"
        f"正在办理{begun}件，占总数的{draw.percent(begun, received)}%；"
        f"列入计划{planned}件，占总数的{draw.percent(planned, received)}%。"
    )


@template
def nested(draw: Draw) -> str:
    projects = draw.whole(90, 400)
    going, new, prepared = draw.parts(projects, 3)
    upper, lower = draw.parts(going, 2)
    first, second, third = draw.parts(new, 3)
    return (
        f"全年安排重点项目{projects}个，其中续建{going}个（省级{upper}个、市级{lower}个），"
        f"新建{new}个（一季度开工{first}个、二季度{second}个、下半年{third}个），"
        f"前期{prepared}个。"
    )


@template
def tasks_by_progress(draw: Draw) -> str:
    tasks = draw.whole(150, 900)
    on_time, behind = draw.parts(tasks, 2)
    return (
        f"{tasks}项任务中，达到序时进度{on_time}项，占{draw.percent(on_time, tasks)}%；"
        f"未达序时进度{behind}项，占{draw.percent(behind, tasks)}%，"
        f"其中尚未启动{draw.below(behind, '0.1', '0.5')}项。"
    )


@template
def two_divisions(draw: Draw) -> str:
    goals = draw.whole(60, 300)
    done, going, waiting = draw.parts(goals, 3)
    leading, helping = draw.parts(goals, 2)
    return (
        f"年度工作{goals}项，已完成{done}项，正在推进{going}项，未启动{waiting}项；"
        f"其中牵头{leading}项，配合{helping}项。"
    )


@template
def numbered_items(draw: Draw) -> str:
    accidents = draw.whole(80, 500)
    road, factory, other = draw.parts(accidents, 3)
    return (
        f"全市共发生生产安全事故{accidents}起。\n1.道路运输事故{road}起。\n"
        f"2.工矿商贸事故{factory}起。\n3.其他事故{other}起。"
    )


@template
def brackets_that_are_no_parts(draw: Draw) -> str:
    letters = draw.whole(100, 400)
    done, open_ = draw.parts(letters, 2)
    return (
        f"交办来信{letters}件（含重复件{draw.below(letters, '0.05', '0.1')}件），"
        f"其中重点件{draw.below(letters, '0.1', '0.2')}件；"
        f"已办结{done}件，未办结{open_}件（其中2件涉及三个乡镇）。"
    )


@template
def goal_behind_the_parts(draw: Draw) -> str:
    goal = draw.whole(60, 200)
    firms = draw.below(goal, "0.3")
    industry, trade, service = draw.parts(firms, 3)
    return (
        f"新增入库企业{firms}家，其中工业{industry}家、商贸{trade}家、服务业{service}家，"
        f"完成全年目标{goal}家的{draw.percent(firms, goal)}%。"
    )


@template
def greatest_of_a_list(draw: Draw) -> str:
    counts = draw.falling(4, 20, 900)
    calls = sum(counts) + draw.whole(50, 900)
    water, road, heat, noise = counts
    return (
        f"从内容看，{calls}件来电中居前四位的分别是：供水{water}件、道路{road}件、"
        f"供暖{heat}件、噪声{noise}件。"
    )


@template
def contracts(draw: Draw) -> str:
    signed = draw.whole(60, 300)
    large = draw.below(signed)
    return (
        f"签约项目{signed}个、总投资{draw.amount(100, 900)}亿元，其中亿元以上{large}个，"
        f"五亿元以上{draw.below(large)}个；已履约{draw.below(signed, '0.5')}个，"
        f"开工{draw.below(signed)}个。"
    )


@template
def unlike_matters(draw: Draw) -> str:
    visited = draw.whole(200, 900)
    return (
        f"检查企业{visited}家，发现隐患{draw.whole(900, 2700)}处，"
        f"已整改{draw.below(visited, '0.5')}家，立案{draw.whole(2, 40)}起，"
        f"罚款{draw.amount(20, 300)}万元，约谈{draw.whole(3, 30)}人。"
    )


@template
def carried_over(draw: Draw) -> str:
    new, old = draw.whole(60, 200), draw.whole(10, 19)
    done = draw.below(new, "0.4")
    left = new + old - done
    return f"本年新收申请{new}件，上年结转{old}件，办结{done}件，结转下年度{left}件。"


@template
def open_cases(draw: Draw) -> str:
    taken = draw.whole(2000, 20_000)
    closed, left = draw.parts(taken, 2)
    return (
        f"全年受理案件{taken}件，结案{closed}件，"
        f"结案率{draw.percent(closed, taken)}%，未结案件{left}件。"
    )


@template
def total_a_sentence_before(draw: Draw) -> str:
    tasks = draw.whole(150, 400)
    done, due, late = draw.parts(tasks, 3)
    return (
        f"年度方案经责任单位分解，细化为{tasks}项具体工作。经核查，"
        f"已完成的有{done}项，占任务总数的{draw.percent(done, tasks)}%；"
        f"达进度的有{due}项，占任务总数的{draw.percent(due, tasks)}%；"
        f"欠进度的有{late}项，占任务总数的{draw.percent(late, tasks)}%。"
    )


@template
def parts_with_figures_of_their_own(draw: Draw) -> str:
    projects = draw.whole(200, 500)
    going, new, prepared = draw.parts(projects, 3)
    spent, plan = draw.amount(100, 300), draw.amount(400, 900)
    return (
        f"全市安排项目{projects}个，年度计划投资{plan}亿元，"
        f"已完成投资{spent}亿元，占年度计划的{draw.percent(spent, plan)}%。"
        f"其中{going}个续建项目完成投资{draw.below(spent, '0.3', '0.5')}亿元；"
        f"{new}个新建项目完成投资{draw.below(spent, '0.1', '0.3')}亿元；"
        f"{prepared}个前期项目有序推进。"
    )


@template
def list_and_the_rest(draw: Draw) -> str:
    bills = draw.whole(400, 900)
    taken, planned, explained = draw.parts(bills, 3)
    return (
        f"{bills}件提案中，已采纳的{taken}件，占{draw.percent(taken, bills, 2)}%。"
        f"此外，列入计划的有{planned}件。对因条件限制不能办理的{explained}件，"
        f"逐一作了说明。"
    )


@template
def sampling(draw: Draw) -> str:
    taken = draw.whole(300, 3000)
    failed = draw.below(taken, "0.01", "0.05")
    rate = draw.percent(failed, taken, places=2)
    return (
        f"完成农产品抽检{taken}批次，检出不合格{failed}批次，不合格率{rate}%，"
        f"合格率{100 - rate}%。"
    )


@template
def sexes(draw: Draw) -> str:
    people = draw.whole(100_000, 900_000)
    men, women = draw.parts(people, 2)
    return (
        f"常住人口{people}人，其中男性{men}人，占{draw.percent(men, people, 2)}%；"
        f"女性{women}人，占{draw.percent(women, people, 2)}%，"
        f"性别比为{draw.percent(men, women, 2)}。"
    )


@template
def villages(draw: Draw) -> str:
    villages = draw.whole(120, 400)
    reached = draw.below(villages, "0.4")
    homes = draw.whole(3000, 20_000)
    people = homes * 3 + draw.whole(100, 2000)
    return (
        f"全县{villages}个行政村中，{reached}个村完成改水，"
        f"覆盖率{draw.percent(reached, villages)}%，惠及{homes}户{people}人，"
        f"户均{draw.follows(mean, people, homes)}人。"
    )


# Plans and what is done of them


@template
def plan_and_month(draw: Draw) -> str:
    plan = draw.amount(40, 200)
    done = draw.below(plan)
    return (
        f"年度计划投资{plan}亿元，1—7月完成投资{done}亿元，"
        f"其中7月完成{draw.below(done, '0.1', '0.2')}亿元，"
        f"占年度计划的{draw.percent(done, plan)}%。"
    )


@template
def beyond_the_plan(draw: Draw) -> str:
    plan = draw.amount(4, 20, places=1)
    done = plan + draw.below(plan, "0.05", "0.3")
    more = draw.follows(ratio, done - plan, plan)
    return f"完成造林{done}万亩，超额完成年度任务{plan}万亩的{more}%。"


@template
def begun_and_finished(draw: Draw) -> str:
    plan = draw.whole(100, 300)
    begun = draw.below(plan, "0.5")
    finished = draw.below(begun, "0.2", "0.8")
    return (
        f"年度任务{plan}个，已开工{begun}个，开工率{draw.percent(begun, plan)}%；"
        f"已竣工{finished}个，竣工率{draw.percent(finished, plan)}%。"
    )


@template
def budget(draw: Draw) -> str:
    plan = draw.whole(20_000, 90_000)
    done = draw.below(plan, "0.6", "0.95")
    change = draw.below(done, "0.02", "0.2")
    last = done - change
    growth = rounded(change / last * 100, 1)
    draw.note(lambda both: (both[0] - both[1]) / both[1] * 100, done, last, growth)
    return (
        f"收入预算数{plan}万元，实际完成{done}万元，"
        f"完成预算的{draw.percent(done, plan)}%，"
        f"比上年决算数{last}万元增长{growth}%。"
    )


@template
def goal_before_the_rate(draw: Draw) -> str:
    jobs, again = draw.whole(3000, 9000), draw.whole(600, 2000)
    found = draw.below(jobs, "0.5")
    returned = draw.below(again, "0.5")
    return (
        f"新增就业{found}人，完成{jobs}人年计划的{draw.percent(found, jobs)}%；"
        f"失业人员{returned}人再就业，"
        f"完成{again}人年计划的{draw.percent(returned, again)}%。"
    )


@template
def money_of_two_works(draw: Draw) -> str:
    dams, pipes = draw.amount(900, 4000), draw.amount(300, 890)
    first, second = draw.below(dams, "0.3"), draw.below(pipes, "0.3")
    return (
        f"水库加固3座，总投入资金{dams}万元，已全部动工；目前，已完成投资{first}万元，"
        f"占计划的{draw.percent(first, dams)}%。管道改造27处，总投资{pipes}万元；"
        f"目前，已完成投资{second}万元，占计划的{draw.percent(second, pipes)}%。"
    )


@template
def places_over_the_pace(draw: Draw) -> str:
    due = draw.amount(10, 20, places=1)
    done = [due + draw.whole(1, 9) + 10 * step for step in (3, 2, 1)]
    over = [draw.follows(gap, one, due) for one in done]
    return (
        f"序时进度为{due}%，完成率居前的依次为：东县{done[0]}%、南区{done[1]}%、"
        f"西市{done[2]}%，分别高于序时进度{over[0]}、{over[1]}和{over[2]}个百分点。"
    )


# Amounts, growth and what they are made of


@template
def revenue(draw: Draw) -> str:
    revenue = draw.amount(30, 400)
    tax = draw.below(revenue, "0.5")
    more = draw.below(revenue, "0.02", "0.2")
    more_tax = draw.below(tax, "0.02", "0.2")
    return (
        f"财政收入{revenue}亿元，同比增收{more}亿元，"
        f"增长{draw.follows(rise, more, revenue)}%；"
        f"其中税收收入{tax}亿元，同比增收{more_tax}亿元，"
        f"增长{draw.follows(rise, more_tax, tax)}%，税收占比{draw.percent(tax, revenue)}%。"
    )


@template
def less_than_last_year(draw: Draw) -> str:
    now = draw.whole(300, 4000)
    change = draw.below(now, "0.05", "0.2")
    return (
        f"发案{now}起，比上年同期的{now + change}起减少{change}起，"
        f"下降{draw.follows(fall, change, now)}%。"
    )


@template
def pairs(draw: Draw) -> str:
    cases, dead = draw.whole(50, 200), draw.whole(20, 49)
    fewer, saved = draw.whole(11, 25), draw.whole(2, 9)
    return (
        f"发生各类事故{cases}起、死亡{dead}人，同比减少{fewer}起、{saved}人，"
        f"分别下降{draw.follows(fall, fewer, cases)}%和{draw.follows(fall, saved, dead)}%。"
    )


@template
def one_less_and_one_more(draw: Draw) -> str:
    fires, hurt = draw.whole(50, 200), draw.whole(20, 49)
    fewer, more = draw.whole(11, 25), draw.whole(2, 9)
    return (
        f"发生火灾{fires}起，受伤{hurt}人，与去年同期相比，起数减少{fewer}起，"
        f"伤人数增加{more}人，分别下降{draw.follows(fall, fewer, fires)}%"
        f"和上升{draw.follows(rise, more, hurt)}%。"
    )


@template
def last_year_beside(draw: Draw) -> str:
    cases, people = draw.whole(200, 400), draw.whole(500, 800)
    fewer, less = draw.whole(30, 90), draw.whole(91, 200)
    down = draw.follows(fall, fewer, cases, places=2)
    below = draw.follows(fall, less, people, places=2)
    return (
        f"受理审查起诉{cases}件{people}人，去年同期为{cases + fewer}件{people + less}人，"
        f"件数和人数同比分别下降{down}%、{below}%。"
    )


@template
def won_more(draw: Draw) -> str:
    won = draw.amount(3, 9)
    more = draw.below(won, "0.05", "0.2")
    central, bond, other = draw.parts(won, 3)
    return (
        f"争取上级资金{won}亿元，其中中央预算内{central}亿元、专项债{bond}亿元、"
        f"其他{other}亿元，较上年多争取{more}亿元，增长{draw.follows(rise, more, won)}%。"
    )


@template
def composed_growth(draw: Draw) -> str:
    tax, other = draw.amount(30, 90), draw.amount(30, 90)
    up, down = draw.amount(2, 15, places=1), draw.amount(1, 9, places=1)
    before = tax / (1 + up / 100) + other / (1 - down / 100)
    growth = rounded((tax + other) / before * 100 - 100, 1)
    word = "增长" if growth >= 0 else "下降"
    return (
        f"税收收入{tax + other}亿元，同比{word}{abs(growth)}%。"
        f"其中，增值税{tax}亿元，增长{up}%；所得税{other}亿元，下降{down}%。"
    )


@template
def three_industries(draw: Draw) -> str:
    product = draw.amount(200, 900)
    values = draw.parts(product, 3)
    growths = [draw.amount(2, 9, places=1) for _ in values]
    before = sum(
        value / (1 + growth / 100)
        for value, growth in zip(values, growths, strict=True)
    )
    growth = rounded(product / before * 100 - 100, 1)
    first, second = (rounded(value / product * 100, 1) for value in values[:2])
    return (
        f"全年实现地区生产总值{product}亿元，按可比价计算增长{growth}%。"
        f"其中，第一产业增加值{values[0]}亿元，增长{growths[0]}%；"
        f"第二产业增加值{values[1]}亿元，增长{growths[1]}%；"
        f"第三产业增加值{values[2]}亿元，增长{growths[2]}%。"
        f"三次产业结构为{first}:{second}:{100 - first - second}。"
    )


@template
def trade(draw: Draw) -> str:
    exports, imports = draw.amount(20, 90), draw.amount(5, 19)
    whole = exports + imports
    surplus = exports - imports
    draw.note(total, exports, imports, whole)
    draw.note(gap, exports, imports, surplus)
    return (
        f"进出口总值{whole}亿元，其中出口{exports}亿元，"
        f"增长{draw.amount(2, 20, places=1)}%；"
        f"进口{imports}亿元，下降{draw.amount(2, 20, places=1)}%；顺差{surplus}亿元。"
    )


@template
def fund(draw: Draw) -> str:
    income = draw.whole(3000, 9000)
    spent = draw.below(income, "0.5")
    left = income - spent
    draw.note(gap, income, spent, left)
    paid = draw.below(income, "0.6", "0.8")
    return (
        f"基金收入{income}万元，其中：保险费收入{paid}万元，"
        f"财政补贴收入{draw.below(income - paid, '0.7', '0.95')}万元；"
        f"基金支出{spent}万元；当年结余{left}万元，"
        f"年末滚存结余{draw.whole(9000, 40_000)}万元。"
    )


@template
def whole_budget(draw: Draw) -> str:
    income = draw.amount(40, 90)
    own, granted, lent, kept = draw.parts(income, 4)
    outlay = draw.below(income, "0.7")
    spent, handed = draw.parts(outlay, 2)
    left = income - outlay
    draw.note(gap, income, outlay, left)
    return (
        f"一般公共预算收入{own}亿元，加上级补助收入{granted}亿元、"
        f"债务转贷收入{lent}亿元、上年结余收入{kept}亿元，收入总计{income}亿元；"
        f"一般公共预算支出{spent}亿元，加上解支出{handed}亿元，支出总计{outlay}亿元；"
        f"收支相抵，结转下年{left}亿元。"
    )


@template
def loans(draw: Draw) -> str:
    kept = draw.amount(300, 900)
    more = draw.below(kept, "0.03", "0.1")
    lent = draw.below(kept, "0.5")
    return (
        f"7月末，各项存款余额{kept}亿元，比年初增加{more}亿元，"
        f"增长{draw.follows(rise, more, kept)}%；"
        f"各项贷款余额{lent}亿元，存贷比{draw.percent(lent, kept)}%。"
    )


@template
def months(draw: Draw) -> str:
    quarter = draw.amount(15, 60)
    april, may, june = draw.parts(quarter, 3)
    each = rounded(quarter / 3, 2)
    return (
        f"二季度完成{quarter}亿元，其中4月{april}亿元、5月{may}亿元、6月{june}亿元，"
        f"月均{each}亿元。"
    )


@template
def parts_in_another_unit(draw: Draw) -> str:
    bonds, budget, links = (draw.whole(1200, 9000) for _ in range(3))
    whole = rounded((bonds + budget + links) / 10_000, 2)
    return (
        f"争取资金{whole}亿元（其中国债资金{bonds}万元、"
        f"预算内资金{budget}万元、衔接资金{links}万元）。"
    )


@template
def town_and_country(draw: Draw) -> str:
    people = draw.amount(60, 130, places=1)
    town, country = draw.parts(people, 2)
    return (
        f"年末常住人口{people}万人，其中城镇人口{town}万人，乡村人口{country}万人，"
        f"城镇化率{draw.percent(town, people)}%。"
    )


# What only looks as if it should come out


@template
def classes_that_cross(draw: Draw) -> str:
    lent = draw.amount(100, 300, places=1)
    making, private, small = (draw.below(lent, "0.4", "0.8") for _ in range(3))
    return (
        f"新增贷款{lent}亿元，其中制造业贷款{making}亿元、"
        f"民营企业贷款{private}亿元、小微企业贷款{small}亿元。"
    )


@template
def main_parts(draw: Draw) -> str:
    spent = draw.amount(200, 900)
    known = draw.below(spent, "0.85", "0.97")
    going, new, renewed = Draw(str(known)).parts(known, 3)
    return (
        f"完成投资{spent}亿元，主要是续建项目{going}亿元、新建项目{new}亿元、"
        f"技改项目{renewed}亿元。"
    )


@template
def above_the_city(draw: Draw) -> str:
    here = draw.amount(5, 15, places=1)
    city, before = draw.amount(2, 9, places=1), draw.amount(2, 9, places=1)
    over = "高" if here >= city else "低"
    moved = "提高" if here >= before else "回落"
    return (
        f"规上工业增加值增长{here}%，{over}于全市平均水平（{city}%）"
        f"{draw.follows(gap, here, city)}个百分点，"
        f"比1—6月{moved}{abs(here - before)}个百分点，居全市第{draw.whole(1, 9)}位。"
    )


@template
def above_whom_no_one_names(draw: Draw) -> str:
    growth, over = draw.amount(5, 15, places=1), draw.amount(1, 6, places=1)
    return (
        f"固定资产投资增长{growth}%，增速高于全省{over}个百分点，"
        f"比上半年加快{draw.amount(1, 2, places=1)}个百分点；"
        f"工业投资增长{draw.amount(5, 25, places=1)}%，"
        f"占全部投资比重{draw.amount(20, 50, places=1)}%，"
        f"同比提高{draw.amount(1, 4, places=1)}个百分点。"
    )
