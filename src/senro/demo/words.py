"""Fictional names. Every company, person and address here is invented."""

from __future__ import annotations

INDUSTRIES: dict[str, tuple[int, tuple[str, ...]]] = {
    "食品製造": (60, ("食品", "製菓", "水産", "冷凍", "惣菜", "醸造")),
    "物流・運輸": (50, ("運輸", "物流", "急便", "陸運", "倉庫")),
    "小売・外食": (50, ("小売", "外食", "商店", "フーズ", "ストア")),
    "建設・設備": (40, ("建設", "設備", "電設", "工務店", "建材")),
    "人材・HR": (35, ("人材", "スタッフ", "キャリア", "HR")),
    "教育(塾)": (35, ("塾", "学院", "ゼミナール", "教室")),
    "IT・サービス": (30, ("IT", "システム", "ソフト", "サービス")),
}
STEMS = (
    "あかつき", "あけぼの", "あさひ", "あじさい", "あすか", "いずみ", "いぶき", "いろは", "うぐいす", "うしお", "うめの", "おおぞら",
    "おおばな", "かえで", "かがり", "かすみ", "かもめ", "からまつ", "きたかぜ", "きぬた", "くすのき", "くるみ", "けやき", "こずえ",
    "こだま", "こはる", "こまち", "さかき", "さざなみ", "さつき", "さわらび", "しおかぜ", "しずく", "しらさぎ", "すぎなみ", "すみれ",
    "せせらぎ", "そよかぜ", "たかね", "たちばな", "たつみ", "ちぐさ", "つきみ", "つくし", "つつじ", "つばき", "ときわ", "なぎさ",
    "なでしこ", "ななくさ", "にしき", "ねむの", "のぞみ", "はくば", "はしばみ", "はるか", "ひいらぎ", "ひので", "ひばり", "ふくろう",
    "ふじの", "ほのか", "まきば", "まつば", "みずほ", "みなと", "みのり", "むさし", "めぐみ", "もみじ", "やしま", "やまぶき",
    "ゆうなぎ", "ゆきわり", "よつば", "りんどう", "わかくさ", "わたつみ",
)  # fmt: skip
NAMED = {
    "ACC-001": ("やまびこ食品", "食品製造", "ENT", "A"),
    "ACC-002": ("みさき運輸", "物流・運輸", "MM", "P"),
    "ACC-003": ("つばめ塾", "教育(塾)", "MM", "A"),
    "ACC-004": ("北浜建設", "建設・設備", "MM", "A"),
    "ACC-005": ("あおば外食", "小売・外食", "ENT", "A"),
    "ACC-006": ("しらかば設備", "建設・設備", "SMB", "A"),
    "ACC-007": ("ひなた人材", "人材・HR", "SMB", "A"),
    "ACC-008": ("みどり物流", "物流・運輸", "MM", "P"),
    "ACC-009": ("こもれびIT", "IT・サービス", "SMB", "A"),
    "ACC-010": ("うみかぜ水産", "食品製造", "MM", "P"),
    "ACC-011": ("さくら小売", "小売・外食", "MM", "A"),
    "ACC-012": ("すずかけ塾", "教育(塾)", "SMB", "A"),
    "ACC-013": ("ほしぞら人材", "人材・HR", "SMB", "A"),
}
FAMILY = (
    ("山根", "ヤマネ"), ("篠原", "シノハラ"), ("堀江", "ホリエ"), ("黒田", "クロダ"),
    ("三浦", "ミウラ"), ("御厨", "ミクリヤ"), ("渡邉", "ワタナベ"), ("髙橋", "タカハシ"),
    ("齋藤", "サイトウ"), ("小林", "コバヤシ"), ("藤本", "フジモト"), ("原田", "ハラダ"),
    ("辻", "ツジ"), ("桑原", "クワバラ"), ("真鍋", "マナベ"), ("星野", "ホシノ"),
    ("永井", "ナガイ"), ("平野", "ヒラノ"), ("安西", "アンザイ"), ("上野", "ウエノ"),
    ("水谷", "ミズタニ"), ("北川", "キタガワ"), ("吉崎", "ヨシザキ"), ("丸山", "マルヤマ"),
)  # fmt: skip
GIVEN = (
    ("茂", "シゲル"), ("葵", "アオイ"), ("誠", "マコト"), ("恵子", "ケイコ"), ("直樹", "ナオキ"),
    ("彩花", "アヤカ"), ("亮", "リョウ"), ("美咲", "ミサキ"), ("健太", "ケンタ"), ("由美", "ユミ"),
    ("大輔", "ダイスケ"), ("千尋", "チヒロ"), ("拓也", "タクヤ"), ("沙織", "サオリ"),
    ("浩二", "コウジ"), ("真由", "マユ"), ("祐介", "ユウスケ"), ("香織", "カオリ"),
)  # fmt: skip
PRODUCTS = (("FORMS", "帳票"), ("REQUESTS", "申請"), ("VEHICLES", "車両日報"), ("SUMMARY", "集計"))
PARTNERS = (
    ("P-01", "東都リース"),
    ("P-02", "北辰システム販売"),
    ("P-03", "みらいセキュリティ"),
    ("P-04", "瀬戸内ソリューションズ"),
)
# key, name, mail, roles, team
STAFF = (
    ("administrator", "白石 凛", "admin@genbaroom.example.jp", ["admin"], ""),
    ("vp", "神崎 玲子", "vp@genbaroom.example.jp", ["vp"], "lead"),
    ("manager", "森 大地", "manager@genbaroom.example.jp", ["manager"], "lead"),
    ("ent1", "早川 直樹", "hayakawa@genbaroom.example.jp", ["csm"], "ent"),
    ("ent2", "佐伯 陽子", "saeki@genbaroom.example.jp", ["csm"], "ent"),
    ("ent3", "大西 航", "onishi@genbaroom.example.jp", ["csm"], "ent"),
    ("associate", "野口 祐", "noguchi@genbaroom.example.jp", ["associate"], "ent"),
    ("mm1", "森下 彩", "morishita@genbaroom.example.jp", ["specialist"], "mm"),
    ("mm2", "村瀬 隼人", "murase@genbaroom.example.jp", ["specialist"], "mm"),
    ("ret1", "高木 亮", "takagi@genbaroom.example.jp", ["retention"], "retention"),
    ("ret2", "宮本 沙也", "miyamoto@genbaroom.example.jp", ["retention"], "retention"),
    ("smb1", "野田 真央", "noda@genbaroom.example.jp", ["csm"], "smb"),
    ("smb2", "大久保 蓮", "okubo@genbaroom.example.jp", ["csm"], "smb"),
    ("ops", "石黒 透", "ops@genbaroom.example.jp", ["cs_ops"], "lead"),
    ("marketing", "三宅 由佳", "marketing@genbaroom.example.jp", ["cs_marketing"], "lead"),
    *(
        (f"S-{n:02d}", f"{name} (営業)", f"s{n:02d}@genbaroom.example.jp", ["sales"], "sales")
        for n, name in enumerate(
            (
                "岡田 翔",
                "西村 萌",
                "坂本 修",
                "長谷 優",
                "新井 匠",
                "松岡 芽",
                "土屋 慎",
                "今井 渚",
            ),
            1,
        )
    ),
    ("renewal1", "川口 誠司", "renewal1@genbaroom.example.jp", ["renewal_sales"], "sales"),
    ("renewal2", "古賀 里美", "renewal2@genbaroom.example.jp", ["renewal_sales"], "sales"),
    ("pmm", "浅野 瞳", "pmm@genbaroom.example.jp", ["pmm"], "product"),
    ("product1", "柴田 学", "product1@genbaroom.example.jp", ["product"], "product"),
    ("product2", "中原 咲", "product2@genbaroom.example.jp", ["product"], "product"),
    ("contractor1", "花井 蒼", "contractor1@genbaroom.example.jp", ["contractor"], ""),
    ("contractor2", "矢野 圭", "contractor2@genbaroom.example.jp", ["contractor"], ""),
    ("partner3", "相沢 純 (販売店)", "partner@mirai-sec.example.jp", ["partner"], ""),
    ("viewer", "監査 室", "viewer@genbaroom.example.jp", ["viewer"], ""),
)
TEAMS = (
    ("lead", "CS統括"),
    ("ent", "エンタープライズ"),
    ("mm", "ミッドマーケット オンボーディング"),
    ("retention", "リテンション"),
    ("smb", "SMB プール"),
    ("sales", "営業"),
    ("product", "プロダクト"),
)
OWNERS = {"ENT": ("ent1", "ent2", "ent3"), "MM": ("mm1", "mm2"), "SMB": ("smb1", "smb2")}
# Which of STAFF the demo prints a sign-in link for, the administrator first.
SIGN_IN = (
    "administrator", "manager", "vp", "ops", "ent1", "mm1", "ret1", "smb1", "S-01", "renewal1",
    "marketing", "pmm", "product1", "contractor1", "partner3", "viewer",
)  # fmt: skip
