"""What the parts of a body are called when a change is told in words."""

from __future__ import annotations

from .words import Words

# A list of a body: what one of its items is called.
ITEMS: dict[str, Words] = {
    "phases": Words("フェーズ", "Phase"),
    "gate": Words("関門", "Gate"),
    "tasks": Words("ToDo", "ToDo"),
    "stages": Words("ステージ", "Stage"),
    "steps": Words("ステップ", "Step"),
    "stumbling": Words("つまずき", "Stumbling point"),
    "contents": Words("コンテンツ", "Content"),
    "sections": Words("セクション", "Section"),
    "questions": Words("質問", "Question"),
    "choices": Words("選択肢", "Choice"),
    "criteria": Words("完了基準", "Criterion"),
    "elements": Words("要素", "Element"),
    "options": Words("オプション", "Option"),
    "purposes": Words("目的", "Purpose"),
    "policies": Words("ポリシー", "Policy"),
    "metrics": Words("指標", "Metric"),
    "kinds": Words("シグナルの種類", "Kind of signal"),
    "axes": Words("軸", "Axis"),
    "measures": Words("測定項目", "Measure"),
    "bands": Words("段階", "Band"),
    "formats": Words("形", "Form"),
    "properties": Words("プロパティ", "Property"),
}
WHOLE = Words("全体", "Whole part")

FIELDS: dict[str, Words] = {
    "name": Words("名前", "name"),
    "title": Words("名前", "name"),
    "days": Words("日数", "days"),
    "day": Words("日数", "days"),
    "standard": Words("標準コード", "standard code"),
    "rule": Words("条件", "condition"),
    "message": Words("満たないときの文", "message"),
    "attest": Words("確認で満たせるか", "may be vouched for"),
    "phase": Words("フェーズ", "phase"),
    "side": Words("担当する側", "side"),
    "layer": Words("お客さまの担当", "customer's layer"),
    "touch": Words("タッチ", "touch"),
    "minutes": Words("分数", "minutes"),
    "after": Words("起算", "counts from"),
    "depends_on": Words("先に終えるもの", "waits for"),
    "step": Words("ステップ", "step"),
    "purpose": Words("目的", "purpose"),
    "applies_to": Words("対象", "applies to"),
    "tiers": Words("対象のティア", "tiers"),
    "products": Words("対象の製品", "products"),
    "waves": Words("拠点ごとの展開", "site waves"),
    "ideal": Words("理想の状態", "ideal state"),
    "flow": Words("業務の流れ", "business flow"),
    "level": Words("解像度", "level"),
    "hurdle": Words("乗り越えるべきこと", "hurdle"),
    "detail": Words("くわしい説明", "detail"),
    "customer_actions": Words("お客さまの行動", "customer's actions"),
    "vendor_actions": Words("自社の行動", "our actions"),
    "completion": Words("完了定義", "completion"),
    "timing": Words("時期", "timing"),
    "words": Words("時期", "timing"),
    "value": Words("値", "value"),
    "url": Words("リンク", "link"),
    "talk": Words("トーク", "talk"),
    "examples": Words("事例", "examples"),
    "type": Words("種類", "type"),
    "help": Words("補足", "help"),
    "required": Words("必須", "required"),
    "required_in_phase": Words("必須になるフェーズ", "required in phase"),
    "visible_if": Words("表示する条件", "shown if"),
    "layout": Words("見た目", "layout"),
    "accent": Words("色", "colour"),
    "logo": Words("ロゴ", "logo"),
    "logo_alt": Words("ロゴの説明", "words for the logo"),
    "intro": Words("はじめの文", "introduction"),
    "element": Words("要素", "element"),
    "kind": Words("確かめ方", "kind"),
    "mandatory": Words("必須", "mandatory"),
    "threshold": Words("しきい値", "threshold"),
    "window_days": Words("期間(日)", "window in days"),
    "success": Words("成功の姿", "success"),
    "proof": Words("証拠", "proof"),
    "label": Words("版の名前", "label"),
    "of": Words("数えるもの", "different ones of"),
    "filter": Words("対象のイベント", "filter"),
    "numerator": Words("割られる指標", "divided metric"),
    "denominator": Words("割る指標", "dividing metric"),
    "percent": Words("パーセント表示", "shown in percent"),
    "unit": Words("単位", "unit"),
    "weight": Words("重み", "weight"),
    "when": Words("条件", "condition"),
    "points": Words("点数", "points"),
    "go": Words("「良好」の下限", "good from"),
    "care": Words("「注意」の下限", "needs care from"),
    "least_known": Words("判定に要る重みの割合", "share that must be known"),
    "stages": Words("対象のステージ", "stages"),
}


def item_word(name: str) -> Words:
    """What one item of a list is called."""
    return ITEMS.get(name) or Words(name, name)


def field_word(name: str) -> Words:
    """What a field is called."""
    return FIELDS.get(name) or ITEMS.get(name) or Words(name, name)
