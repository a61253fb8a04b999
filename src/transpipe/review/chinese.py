"""What the interface says in Chinese of things that have English names: kinds of text, markup, statuses, rules, answers.

In English they are shown as they are called, as in the files and in the output of the commands.
"""

from __future__ import annotations

NAMES = {
    # kinds of text
    "heading": "标题", "paragraph": "段落", "item": "列表项", "quote": "引用", "cell": "单元格", "term": "术语",
    "definition": "定义", "footnote": "脚注", "alt": "图片说明", "title": "标题属性", "front-matter": "文首字段",
    "taxonomy": "分类", "html": "HTML", "attribute": "属性", "parameter": "短代码参数",
    # markup
    "link": "链接", "strong": "粗体", "emphasis": "斜体", "deletion": "删除线", "superscript": "上标", "subscript": "下标",
    "code": "代码", "math": "公式", "task": "任务框", "image": "图片", "autolink": "网址", "shortcode": "短代码",
    "comment": "注释", "break": "换行", "markup": "原样",
    # statuses
    "needs-review": "待审校", "approved": "已通过", "published": "已发布",
}  # fmt: skip

RULES = {
    "kept": "仍为中文", "stale": "原文已更改", "conflict": "冲突", "structure": "结构不同", "unreadable": "无法读取",
    "empty": "译文为空", "copied": "译文与原文相同", "tags": "标记不符", "markup": "多余的标记", "term-missing": "缺少术语",
    "term-deprecated": "禁用译法", "number": "缺少数字", "number-added": "多出数字", "percent": "缺少百分比",
    "date": "缺少日期", "unit": "缺少单位", "identifier": "缺少编号", "name": "缺少名称", "url": "缺少网址",
    "leftover": "残留中文", "wide-punctuation": "全角标点", "brackets": "括号不配对", "quotes": "引号不配对",
    "loop": "重复", "length": "长度异常", "number-word": "缺少小数目", "term-inconsistent": "术语不一致",
    "inconsistent": "译文不一致", "negation": "否定可能丢失", "heading-stop": "标题末尾有句号", "order": "标记顺序不同",
    "pieces": "由片段拼成", "fuzzy": "近似匹配",
}  # fmt: skip
"""Short names of the rules that a draft can be found to break."""

ANSWERS = {
    "still Chinese, or its source has changed: it needs a new text before it can be approved": "仍为中文，或原文已更改：需先改写译文才能通过",
    "its markup is too much for the engine at once": "标记太多，翻译引擎无法一次处理",
    "no other hypothesis keeps the markup": "没有其他机器译文能保留标记",
    "nothing to undo": "没有可撤销的修改",
    "the file was changed elsewhere since; nothing was undone": "文件已在别处被修改，未撤销",
    "a translation can't be empty": "译文不能为空",
    "control characters can't stand in a page": "页面中不能有控制字符",
    "every tag of the source has to be there once, pairs closed inside each other and with words in them": "原文的每个标记必须恰好出现一次，成对标记须正确嵌套并包含文字",
    "shortcode or front matter delimiters can't come in by a translation": "译文中不能带入短代码或文首分隔符",
    "it would change the structure of the page": "会改变页面的结构",
    "still Chinese, stale or in conflict, and left out": "仍为中文、已过期或有冲突而未通过的段落",
    "this text can't be written between its quotes": "此文字无法写入引号之间",
}
"""What the server answers to a change, as a whole or up to the colon."""
