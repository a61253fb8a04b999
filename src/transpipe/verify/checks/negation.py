"""Negation that got lost: 不, 未, 无, 非, 没 with nothing negative in the English.

A note only: Chinese has many words with these characters that deny nothing, and English denies in many ways.
"""

from __future__ import annotations

import re

from transpipe.verify.checks.pair import Pair

_NEGATIVE = re.compile("[不未无非没勿無沒]")
# Words with a negative character whose English is, or may be, positive.
_POSITIVE = re.compile(
    "|".join(
        (
            r"(?P<asked>[\u4e00-\u9fff])不(?P=asked)",  # 是不是, 能不能
            "不[断斷仅僅但只单單光同管論论過过如少久禁妨惜愧错錯停时時一等料懈乏足良利幸安动動锈鏽变變便已免止下低小超高大多晚迟遲早外分易难難畏顾顧限由胜勝]",
            "不(?:得不|得已|可或缺|可避免|可分割|知不觉|约而同|言而喻|失为|谋而合|折不扣|遗余力|亚于|定期|经意|破不立|知|妙)",
            "(?:对|對|了)不起|差不多|[无無莫]不|恨不得|巴不得|说不定|說不定|舍不得",
            "未[来來免]|未雨绸缪|未雨綢繆|未尝不|未必不",
            "[无無][线線论論人疑数數穷窮限锡錫界缝縫偿償轨軌机機非比私愧废廢害源花妨辜]|[无無]障[碍礙]",
            "无(?:时无刻|微不至|独有偶|处不在|所不|与伦比|纸化)",
            "非[常洲凡得遗遺盟法]|是非|除非|[南北东東西中]非|若非|莫非|非政府",
            "[淹埋出沉][没沒]|[没沒][收落]|没完没了",
        )
    )
)
_DENIED = re.compile(
    r"""(?ix) n['’]t\b | \b(?:
      no | not | cannot | non\w* | none | never | nor | neither | nobody | nothing | nowhere | without | un(?!der|it|iv|if|ion|til|iq)\w+
    | unless | until | in(?:suffic|adequa|abil|accura|activ|appropr|capab|complet|conclus|consist|correct|depend|direct|effect|effici|equal|equit|
      expens|finit|flexib|formal|frequen|organ|secur|separab|signif|stabil|tangib|toler|valid|variab|visib|volunt|evitab|dispens|conven|
      accessib|compatib|defin|elig|anim|compar|explic|exhaust|operab|just|sensit|curab)\w*
    | im(?:poss|prop|perf|balanc|mob|mut|meas|matur|pract|part|permea|mun)\w* | ir(?:reg|rel|resp|rev|repl|resist|recon)\w*
    | il(?:leg|lit|log|lic)\w* | dis(?:ab|agr|allow|app|conn|cont|reg|sim|sat|hon|lik|ord|prop|qual|comf|cour|adv|card|pens|crep|par)\w*
    | mis\w+ | \w+less(?:ly|ness)? | lack\w* | fail\w* | avoid\w* | prevent\w* | refus\w* | reject\w* | den(?:y|ied|ies) | declin\w*
    | forbid\w* | prohibit\w* | ban(?:s|ned)? | stop\w* | ceas\w* | exclu\w* | except\w* | exempt\w* | free | rather | instead | hardly
    | scarce\w* | rare\w* | seldom | few | little | only | too | beyond | against | absen\w* | empty | null | zero | omit\w* | skip\w*
    | ignor\w* | negative\w* | opposit\w* | contrary | far | short\w* | below | poor\w* | bad\w* | adverse\w* | hard | difficult\w*
    | off | regardless | any\w* | least | most | lesser | maximum | minimum | up\ to | within | less | other
    | out | vacan\w* | vain | deficien\w* | withdraw\w* | blank | missing | miss\w* | but | despite | although | though | neglect\w* | weak\w*
    | loss | lost | lose | wrong\w* | void | abandon\w* | resist\w* | barely | nearly | struggl\w* | gap\w* | different\w* | if | whether )\b"""
)

# What English says of things that have not happened so far: 尚未 is "pending", but 仍不 is not "still".
_OPEN = "未没沒"
_PENDING = re.compile(r"(?i)\b(?:yet|still|pending|remain\w*)\b")


def negation(pair: Pair) -> str | None:
    """A negative word in the source and none in the translation."""
    rest = _POSITIVE.sub("", pair.rest)
    found = _NEGATIVE.search(rest)
    if found is None or _DENIED.search(pair.target):
        return None
    if found[0] in _OPEN and _PENDING.search(pair.target):
        return None
    word = re.split("[，。、；：\ufffc]", rest[found.start() : found.end() + 3])[0].strip()
    return f"the source denies something (“{word}”), the translation does not seem to"
