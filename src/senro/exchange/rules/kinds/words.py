"""The words that stand for codes in exports of Japanese and English systems."""

from __future__ import annotations

from senro.exchange.rules.fields import Choice


def _choice(code: str, ja: str, en: str, words: str = "") -> Choice:
    return Choice(code, ja, en, tuple(words.split()))


TIERS = (
    _choice(
        "ENT", "エンタープライズ", "Enterprise", "大手 大企業 大 L Large Ent. エンプラ 大口 SS"
    ),
    _choice(
        "MM", "ミッドマーケット", "Mid-market", "中堅 中堅企業 中 M Mid Midmarket ミドル MID-MKT"
    ),
    _choice("SMB", "SMB", "Small business", "中小 中小企業 小 S Small スモール 小規模 SME"),
)
BUYING_TYPES = (
    _choice("top_down", "トップダウン", "Top-down", "経営主導 トップダウン型 経営層主導"),
    _choice("admin_led", "管理者主導", "Admin-led", "管理部門主導 管理者主導型 管理部門"),
    _choice("field_led", "現場主導", "Field-led", "ボトムアップ 現場起点 現場主導型 bottom-up"),
)
CHANNELS = (
    _choice("direct", "直販", "Direct", "直接 直接販売 自社 direct-sales 直"),
    _choice("partner", "代理店", "Partner", "パートナー 販売代理店 代理店経由 間接 reseller 紹介"),
)
ACCOUNT_STATUSES = (
    _choice("onboarding", "オンボーディング", "Onboarding", "導入中 導入期 立ち上げ 立上げ 導入"),
    _choice(
        "adoption",
        "活用",
        "Adoption",
        "運用 運用中 運用期 利用中 活用中 活用期 active 契約中 稼働中",
    ),
    _choice("expansion", "拡大", "Expansion", "拡大中 定着 定着期 アップセル"),
    _choice(
        "churned",
        "解約",
        "Churned",
        "解約済み 解約済 離脱 チャーン cancelled canceled 退会 契約終了",
    ),
)
LAYERS = (
    _choice(
        "decision_maker", "意思決定者", "Decision maker",
        "決裁者 決裁権者 最終決裁者 決定者 経営層 経営者 役員 executive decision-maker DM エグゼクティブ",
    ),
    _choice(
        "admin", "管理者", "Admin",
        "管理担当 システム管理者 推進担当 推進担当者 推進責任者 窓口 主担当 administrator 導入担当 導入担当者 労務担当 担当",
    ),
    _choice(
        "site_manager", "拠点管理者", "Site manager",
        "拠点長 現場責任者 現場管理者 拠点責任者 店長 教室長 所長 支店長 site-lead 部門管理者 部署管理者",
    ),
    _choice(
        "end_user", "現場利用者", "End user",
        "利用者 現場 一般利用者 ユーザー エンドユーザー 従業員 一般 user 現場担当者 スタッフ",
    ),
)  # fmt: skip
EMPLOYMENTS = (
    _choice("regular", "正社員", "Regular", "社員 正規 正規雇用 常勤 full-time fulltime 正職員 permanent"),
    _choice("contract", "契約社員", "Contract employee", "契約 有期 嘱託 嘱託社員 fixed-term"),
    _choice(
        "part_time", "パート・アルバイト", "Part-time",
        "パート アルバイト パートタイム パートアルバイト バイト parttime パート社員 準社員",
    ),
    _choice("dispatched", "派遣社員", "Agency worker", "派遣 派遣スタッフ temp temporary agency"),
    _choice("outsourced", "業務委託", "Contractor", "委託 フリーランス freelance outsourcing 請負"),
    _choice("executive", "役員", "Executive", "取締役 執行役員 director 監査役"),
    _choice("non_regular", "非正規", "Non-regular", "非正規社員 非常勤 臨時 nonregular"),
)  # fmt: skip
REGISTRATION_METHODS = (
    _choice("email", "メールアドレス", "E-mail", "メール mail e-mail Eメール メアド メール招待"),
    _choice("employee_no", "社員番号", "Employee number", "従業員番号 社員コード 職員番号 社員ID 社員番号+PIN"),
    _choice("sms", "SMS", "SMS", "ショートメッセージ 携帯電話 携帯 携帯番号 電話番号"),
    _choice("qr_card", "QRカード", "QR card", "QR QRコード カード qr-code"),
    _choice("shared_terminal", "共有端末", "Shared terminal", "共用端末 共有タブレット 共用タブレット 共有PC kiosk 共有"),
)  # fmt: skip
MEETING_KINDS = (
    _choice("handoff", "引き継ぎ", "Handoff", "引継ぎ 引継 引き継ぎ会 営業引き継ぎ 営業引継 hand-over"),
    _choice("kickoff", "キックオフ", "Kickoff", "KO キックオフMTG キックオフミーティング 初回 初回MTG kick-off 組み立て"),
    _choice("regular", "定例", "Regular meeting", "定例会 定例MTG 定例会議 定例ミーティング weekly monthly 進捗会議"),
    _choice("consulting", "コンサルティング", "Consulting", "コンサル 相談 個別相談 相談会 運用相談"),
    _choice("coaching", "コーチング", "Coaching", "活用支援 伴走 伴走支援 フォロー"),
    _choice("onsite", "現場訪問", "On-site visit", "訪問 現場 現地 現地訪問 客先訪問 visit on-site 往訪"),
    _choice("briefing", "説明会", "Briefing", "従業員説明会 利用者説明会 現場説明会 社内説明会"),
    _choice("training", "研修", "Training", "トレーニング 操作研修 勉強会 講習 講習会 ハンズオン レクチャー"),
    _choice("review", "振り返り", "Review", "レビュー 振返り 効果検証 QBR EBR 中間レビュー"),
    _choice("closing", "クロージング", "Closing", "完了報告 完了会 クロージングMTG 卒業 クロージングミーティング close"),
    _choice("call", "電話", "Call", "架電 TEL 受電 通話 phone 電話対応"),
    _choice("mail", "メール", "Mail", "Eメール e-mail email メール対応"),
    _choice("seminar", "セミナー", "Seminar", "ウェビナー webinar オンラインセミナー イベント event"),
    _choice("other", "その他", "Other", "他 misc 雑"),
)  # fmt: skip
DIRECTIONS = (
    _choice("inbound", "受信", "Inbound", "インバウンド 先方から 顧客から 受電 着信 in 受"),
    _choice("outbound", "発信", "Outbound", "アウトバウンド 当社から 自社から 架電 送信 out 発"),
)
MEETING_CHANNELS = (
    _choice(
        "online",
        "オンライン",
        "Online",
        "Web Web会議 Zoom Teams ビデオ会議 GoogleMeet Meet リモート 遠隔",
    ),
    _choice("onsite", "対面", "On site", "訪問 現地 来社 対面訪問 in-person 往訪 客先"),
    _choice("phone", "電話", "Phone", "TEL call 架電 通話 携帯"),
    _choice("mail", "メール", "Mail", "email e-mail Eメール"),
    _choice("chat", "チャット", "Chat", "Slack LINE Chatwork チャットワーク Teamsチャット"),
    _choice("portal", "ポータル", "Portal", "マイページ"),
)
CONFIRMATIONS = (
    _choice("purpose", "導入目的", "Purpose", "目的"),
    _choice("goal", "ゴール", "Goal", "目標"),
    _choice("wish", "やりたいこと", "Wish", "要望 希望 wishes 実現したいこと"),
    _choice("structure", "推進体制", "Structure", "体制 プロジェクト体制"),
    _choice("criteria", "完了基準", "Criteria", "基準 完了条件"),
    _choice("schedule", "スケジュール", "Schedule", "日程 予定"),
    _choice(
        "next_step",
        "次のステップ",
        "Next step",
        "次回 ネクストアクション nextaction 次のアクション 宿題",
    ),
)
CASE_STATUSES = (
    _choice("active", "進行中", "Active", "順調 対応中 実施中 オンボーディング中 in-progress open on-track 稼働中"),
    _choice("at_risk", "要注意", "At risk", "リスク 遅延 遅れ 注意 黄色信号 behind"),
    _choice("stalled", "停滞", "Stalled", "停滞中 連絡不通 音信不通 unreachable 止まっている"),
    _choice("parked_with_cs", "CS預かり", "Parked with CS", "CS保留 保留 保留中 parked on-hold CS預り"),
    _choice("returned_to_sales", "営業差し戻し", "Returned to sales", "営業へ差し戻し 営業に差し戻し 差し戻し 差戻し 営業戻し"),
    _choice("relaunching", "再立ち上げ中", "Relaunching", "再立ち上げ 再立上げ 再開 relaunch"),
    _choice("dead_flag_proposed", "死亡フラグ提案中", "Dead flag proposed", "死亡フラグ提案"),
    _choice("dead_flagged", "死亡フラグ", "Dead flag", "dead 断念"),
    _choice("renewal_only", "更新対応のみ", "Renewal only", "更新のみ"),
    _choice("completed", "完了", "Completed", "オンボーディング完了 done complete 見守り 見守り中 watch closed-won"),
    _choice("watch_stalled", "見守り中の停滞", "Stalled after completion", "完了後停滞 燃え尽き"),
    _choice("extended_onboarding", "延長", "Extended onboarding", "オンボーディング延長 延長中 extended"),
    _choice("handover_proposed", "引き継ぎ提案中", "Handover proposed", "引き継ぎ待ち"),
    _choice("handed_over", "引き継ぎ済み", "Handed over", "引き継ぎ完了 リテンションへ引き継ぎ 引継済 handover-done"),
    _choice("closed_churned", "解約終了", "Closed: churned", "解約 churned 解約により終了 cancelled"),
    _choice("closed_void", "無効", "Closed: void", "重複 取消 取り消し void 対象外"),
)  # fmt: skip
RESULTS = (
    _choice("completed", "完了", "Completed", "成功 達成 立ち上げ成功 success succeeded done won"),
    _choice("failed", "未完了", "Not completed", "失敗 不成功 未達 failure lost 立ち上げ失敗"),
    _choice("parked_with_cs", "CS預かり", "Parked with CS", "保留 CS保留 parked"),
    _choice(
        "returned_to_sales",
        "営業差し戻し",
        "Returned to sales",
        "営業へ差し戻し 差し戻し 差戻し 営業戻し",
    ),
    _choice("dead_flagged", "死亡フラグ", "Dead flag", "dead 断念"),
    _choice("renewal_only", "更新対応のみ", "Renewal only", "更新のみ"),
    _choice("closed_churned", "解約", "Churned", "解約終了 churned cancelled"),
    _choice("closed_void", "無効", "Void", "重複 取消 void"),
)
PHASES = (
    _choice("intake", "受付", "Intake", "引き継ぎ中 引継ぎ中 キックオフ前 準備中 未着手"),
    _choice("P1", "組み立て(キックオフ)", "P1", "組み立て キックオフ フェーズ1 1 kickoff"),
    _choice("P2", "運用決定", "P2", "フェーズ2 2 運用設計"),
    _choice("P3", "展開準備", "P3", "フェーズ3 3 設定"),
    _choice("P4", "従業員展開", "P4", "フェーズ4 4 展開 現場展開"),
    _choice("P5", "クロージング", "P5", "フェーズ5 5 closing"),
    _choice("P6", "完了", "P6", "フェーズ6 6 completed オンボーディング完了"),
)
SELF_ONBOARDING = (
    _choice("full", "セルフで完結", "In full", "セルフ 完全セルフ セルフ完結 self self-serve"),
    _choice("aid", "補助", "As an aid", "支援あり 補助のみ assisted"),
)
