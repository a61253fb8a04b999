"""The words of the review page, in English and Chinese."""

from __future__ import annotations

from collections.abc import Callable

from transpipe.review.chinese import ANSWERS, NAMES, RULES

LANGUAGES = ("en", "zh")
Words = Callable[[str], str]
"""Gives the words of a key in the language of the reader."""

_WORDS: dict[str, tuple[str, str]] = {
    "title": ("Review", "审校"),
    "skip": ("Skip to the segments", "跳到译文"),
    "drafts": ("Drafts", "译稿"),
    "no-drafts": ("No draft waits for review. `transpipe run` makes some.", "没有待审校的译稿。`transpipe run` 会生成译稿。"),
    "draft": ("Draft", "译稿"),
    "source": ("Source", "原文"),
    "translation": ("Translation", "译文"),
    "progress": ("Approved", "已通过"),
    "findings": ("Findings", "问题"),
    "edited": ("Edited", "已修改"),
    "age": ("Age", "天数"),
    "status": ("Status", "状态"),
    "days": ("{} days", "{} 天"),
    "days-1": ("{} day", "{} 天"),
    "today": ("today", "今天"),
    "errors": ("{} errors", "{} 个错误"),
    "errors-1": ("{} error", "{} 个错误"),
    "warnings": ("{} warnings", "{} 个警告"),
    "warnings-1": ("{} warning", "{} 个警告"),
    "notes": ("notes", "提示"),
    "none": ("none", "无"),
    "filter": ("Show", "显示"),
    "filter-all": ("all", "全部"),
    "filter-findings": ("findings first", "有问题的在前"),
    "filter-unreviewed": ("unreviewed", "未审校"),
    "filter-edited": ("edited", "已修改"),
    "filter-stale": ("stale", "已过期"),
    "search": ("Search", "搜索"),
    "nothing-here": ("No segment matches.", "没有符合条件的段落。"),
    "preview": ("Preview", "预览"),
    "close-preview": ("Close the preview", "关闭预览"),
    "approve": ("Approve", "通过"),
    "take-back": ("Take back", "撤销通过"),
    "approve-post": ("Approve the post", "通过全文"),
    "approve-clean": ("Approve all without findings", "通过所有无问题的段落"),
    "edit": ("Edit", "编辑"),
    "undo": ("Undo", "撤销"),
    "saved": ("saved", "已保存"),
    "saving": ("saving …", "正在保存……"),
    "not-saved": ("Not saved (change it, or press Escape to leave it as it was): ", "未保存（请修改，或按 Esc 保留原样）："),
    "gone": ("The server does not answer; your text is still here. Start `transpipe review` again and reload.", "服务器没有响应；您的文字仍在此处。请重新运行 `transpipe review` 并刷新页面。"),
    "changed-elsewhere": ("Somebody else has changed this segment. Theirs is shown below; yours is still in the editor: save again to replace theirs, or press Escape to take theirs.", "此段落已在别处被修改。对方的版本显示在下方，您的版本仍在编辑框中：再次保存将覆盖对方的版本，按 Esc 采用对方的版本。"),
    "changed-meanwhile": ("Somebody else has changed this segment: this is their text.", "此段落已在别处被修改：现在显示的是对方的版本。"),
    "theirs": ("Theirs", "对方的版本"),
    "tag-lost": ("A tag can be moved, not lost: it has been put back.", "标记可以移动，但不能丢失：已恢复。"),
    "apply": ("Apply", "应用"),
    "memory": ("Memory", "翻译记忆"),
    "alternatives": ("Other hypotheses", "其他机器译文"),
    "source-change": ("What has changed in the source since it was translated", "翻译之后原文的改动"),
    "source-unknown": ("The source has changed since it was translated. What it was is not known any more: it stands in no version that Git or the folder of drafts has.", "翻译之后原文已更改。旧原文已无从查找：Git 和译稿文件夹中都没有。"),
    "gone-text": ("removed:", "删除："),
    "new-text": ("added:", "新增："),
    "proposal": ("New proposal of the machine", "机器的新译文"),
    "take": ("Take", "采用"),
    "terms": ("Terms", "术语"),
    "comments": ("Comments", "备注"),
    "comment": ("Comment", "备注"),
    "add-comment": ("Add", "添加"),
    "line-number": ("line {}", "第 {} 行"),
    "help": ("Help", "帮助"),
    "close": ("Close", "关闭"),
    "code": ("en", "zh"),
    "language": ("中文", "English"),
    "language-name": ("Chinese interface", "英文界面"),
    "raw": ("The markup was changed by hand; this segment is edited as Markdown.", "标记已被手工修改；此段落按 Markdown 编辑。"),
    "segments": ("segments", "段"),
    "made-by": ("Made by", "翻译模型"),
    "all-done": ("Everything is approved: `transpipe publish` carries it to the site.", "全部通过：`transpipe publish` 可将其发布到网站。"),
    "from-the-top": ("from the beginning again", "已从头开始"),
    "no-finding": ("There is no finding here.", "这里没有问题。"),
    "begins": ("begins", "开始"),
    "ends": ("ends", "结束"),
    "report": ("Translation drafts", "译稿"),
    "legend": ("Underlined: terms of the glossary. Boxes stand for the markup of the page, such as a link or a picture; those with the same number belong together.", "下划线为术语表中的术语。方框代表页面的标记，如链接或图片；编号相同的互为对应。"),
    "as-of": ("As of", "截至"),
    "all": ("All drafts", "全部译稿"),
    "state-machine": ("machine", "机器译文"),
    "state-edited": ("edited", "已修改"),
    "state-approved": ("approved", "已通过"),
    "state-stale": ("stale", "已过期"),
    "state-conflict": ("conflict", "冲突"),
    "state-kept": ("still Chinese", "仍为中文"),
    "severity-error": ("error", "错误"),
    "severity-warning": ("warning", "警告"),
    "severity-info": ("note", "提示"),
    "key-next": ("next segment", "下一段"),
    "key-previous": ("previous segment", "上一段"),
    "key-edit": ("edit; Ctrl+Enter saves and goes on, Escape leaves", "编辑；Ctrl+Enter 保存并继续，Esc 退出"),
    "key-approve": ("approve, and go on", "通过并继续"),
    "key-finding": ("next finding", "下一个问题"),
    "key-fix": ("apply the first fix", "应用第一个修正"),
    "key-take": ("take memory match 1–9", "采用第 1–9 条翻译记忆"),
    "key-tag": ("while editing: move tag 1–9 to the cursor (with Shift, the end of a pair)", "编辑时：将标记 1–9 移到光标处（加 Shift 为成对标记的结尾）"),
    "key-undo": ("undo the last change", "撤销上一次修改"),
    "key-search": ("search", "搜索"),
    "key-preview": ("preview", "预览"),
    "key-help": ("this help", "显示帮助"),
}  # fmt: skip


def words(language: str) -> Words:
    """The words of a language; English for one that is not known."""
    place = LANGUAGES.index(language) if language in LANGUAGES else 0
    return lambda key: _WORDS[key][place]


def name(text: str, w: Words) -> str:
    """A kind, a markup or a status by its name in the language of the reader."""
    return NAMES.get(text, text) if w("code") == "zh" else text


def rule_name(rule: str, w: Words) -> str:
    """The name of a rule in the language of the reader; its id in English."""
    return RULES.get(rule, rule) if w("code") == "zh" else rule


def answer(message: str, w: Words) -> str:
    """An answer of the server in the language of the reader, as far as it is known; what follows a colon may be anything."""
    if w("code") != "zh":
        return message
    if message in ANSWERS:
        return ANSWERS[message]
    head, colon, rest = message.partition(": ")
    return f"{ANSWERS.get(head, head)}{colon}{rest}"


def counted(number: int, key: str, w: Words) -> str:
    """A number with its noun."""
    return w(f"{key}-1" if number == 1 else key).format(number)


def choose_language(accepted: str) -> str:
    """The language of the page for an Accept-Language header: the first of ours in it, English without one."""
    for item in accepted.split(","):
        code = item.split(";")[0].strip().lower().split("-")[0]
        if code in LANGUAGES:
            return code
    return "en"
