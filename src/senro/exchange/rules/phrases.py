"""Every sentence the reader of files can say: code → (Japanese, English).

They live here and not in a gettext catalogue because this package knows no Django, and because
the code is what is stored; a test asks that both languages use the same parameters.
"""

from __future__ import annotations

PHRASES: dict[str, tuple[str, str]] = {
    # The file cannot be read
    "empty_file": ("ファイルが空です。", "The file is empty."),
    "no_header": ("見出し行(1行目)がありません。", "There is no header row (row 1)."),
    "file_missing": ("ファイルを開けません。", "The file cannot be opened."),
    "binary": (
        "表ではないデータ(バイナリ)です。CSV・TSV・XLSX・JSON Lines のいずれかで保存し直してください。",
        "This is binary data, not a table. Save it as CSV, TSV, XLSX or JSON lines.",
    ),
    "compressed": (
        "圧縮されたファイルです。展開してから選んでください。",
        "The file is compressed. Unpack it first.",
    ),
    "not_xlsx": (
        "Excel ブック(.xlsx)として読めません: {detail}",
        "This cannot be read as an Excel workbook (.xlsx): {detail}",
    ),
    "old_excel": (
        "古い Excel 形式(.xls)です。「名前を付けて保存」で .xlsx か CSV にしてください。",
        "This is the old Excel format (.xls). Use “Save as” to make it .xlsx or CSV.",
    ),
    "encrypted": (
        "パスワードで保護されたファイルです。保護を外してから選んでください。",
        "The file is protected by a password. Remove the protection first.",
    ),
    "html": (
        "中身は HTML です(拡張子だけが表計算のもの)。CSV か .xlsx で保存し直してください。",
        "The file is HTML inside. Save it as CSV or .xlsx.",
    ),
    "unsupported_format": (
        "{format} 形式は読み込めません。CSV・TSV・XLSX・JSON Lines を使ってください。",
        "{format} cannot be read here. Use CSV, TSV, XLSX or JSON lines.",
    ),
    "encoding_unknown": (
        "文字コードを判定できません({codec} として読むと {position} バイト目で止まります)。文字コードを指定してください。",
        "The encoding cannot be told (read as {codec}, it breaks at byte {position}). Name the encoding.",
    ),
    "encoding_wrong": (
        "指定された文字コード {codec} では読めません({position} バイト目)。",
        "The file is not {codec} as stated (byte {position}).",
    ),
    "encoding_unsupported": (
        "文字コード {codec} には対応していません。",
        "The encoding {codec} is not supported.",
    ),
    "iso2022": (
        "JIS(ISO-2022-JP)の文字コードです。UTF-8 か Shift_JIS で保存し直してください。",
        "The encoding is ISO-2022-JP. Save the file as UTF-8 or Shift_JIS.",
    ),
    "nul_byte": (
        "{row} 行目に NUL 文字があります。ファイルが壊れている可能性があります。",
        "There is a NUL character in row {row}. The file may be damaged.",
    ),
    "cell_too_long": (
        '{row} 行目のセルが長すぎます。引用符(")が閉じられていない可能性があります。',
        'A cell in row {row} is too long. A quotation mark (") may never be closed.',
    ),
    "line_too_long": (
        "{row} 行目が長すぎます。表のデータではないようです。",
        "Row {row} is too long. This does not look like a table.",
    ),
    "too_many_columns": (
        "列が多すぎます({columns} 列、上限 {limit} 列)。",
        "There are too many columns ({columns}, at most {limit}).",
    ),
    "duplicate_header": (
        "見出し「{column}」が {first} 列目と {second} 列目にあります。どちらかの名前を変えてください。",
        "The header “{column}” stands in column {first} and in column {second}. Rename one.",
    ),
    "too_large": (
        "展開すると大きすぎます({size} MB、上限 {limit} MB)。",
        "Unpacked, the file is too large ({size} MB, at most {limit} MB).",
    ),
    "zip_bomb": (
        "不自然な圧縮率のため、安全のため開きません。",
        "The file is compressed in an unnatural way and is not opened, for safety.",
    ),
    "xml_entities": (
        "XML の実体宣言を含むため、安全のため開きません。",
        "The file declares XML entities and is not opened, for safety.",
    ),
    "sheet_missing": (
        "シート「{sheet}」がありません(あるのは {sheets})。",
        "There is no sheet “{sheet}” (there are {sheets}).",
    ),
    "json_not_lines": (
        "1 行に 1 件の JSON オブジェクト(JSON Lines)ではありません。",
        "This is not JSON lines (one object a line).",
    ),
    # A row cannot be read
    "wrong_width": (
        "列の数が見出しと違います(見出し {expected} 列、この行 {got} 列)。",
        "The row has {got} cells, the header has {expected}.",
    ),
    "quote_broken": (
        '引用符(")の使い方が正しくありません。',
        'The quotation marks (") of this row are broken.',
    ),
    "quote_open": (
        '引用符(")が閉じられないままファイルが終わっています。',
        'A quotation mark (") is opened and the file ends before it is closed.',
    ),
    "json_invalid": ("JSON として読めません。", "The line is not a JSON object."),
    "not_an_object": (
        "JSON のオブジェクト({{…}})として読めません。",
        "This is no JSON object ({{…}}).",
    ),
    "parquet_broken": (
        "Parquet のファイルとして読めません。壊れているようです。",
        "The file cannot be read as Parquet: it seems to be broken.",
    ),
    "unknown_column": (
        "先頭 1,000 行にない項目「{column}」があります。",
        "The row has “{column}”, which the first 1,000 rows do not have.",
    ),
    # A cell cannot be read
    "required": ("必須の項目が空です。", "This field is required."),
    "key_invalid": (
        "コードは 1〜100 文字で、改行を含められません。",
        "A key has 1 to 100 characters and no line break.",
    ),
    "key_damaged": (
        "コード「{value}」は Excel で指数表記に変わっています。元の値に直してください。",
        "The key “{value}” was turned into an exponent by Excel. Put the original value back.",
    ),
    "key_missing": (
        "行を見分ける項目がありません({fields})。",
        "Nothing tells this row from others (needed: {fields}).",
    ),
    "text_invalid": (
        "保存できない文字が含まれています。",
        "The text has characters that cannot be stored.",
    ),
    "too_long": (
        "長すぎます({got} 文字、上限 {limit} 文字)。",
        "The text is too long ({got} characters, at most {limit}).",
    ),
    "number_invalid": ("「{value}」は数として読めません。", "“{value}” is not a number."),
    "integer_invalid": ("「{value}」は整数ではありません。", "“{value}” is not a whole number."),
    "money_invalid": (
        "「{value}」は金額として読めません。",
        "“{value}” is not an amount of money.",
    ),
    "money_fraction": (
        "「{value}」には通貨の最小単位より細かい端数があります。",
        "“{value}” is finer than the smallest unit of the currency.",
    ),
    "too_small": (
        "{value} は小さすぎます(下限 {limit})。",
        "{value} is too small (at least {limit}).",
    ),
    "too_large_number": (
        "{value} は大きすぎます(上限 {limit})。",
        "{value} is too large (at most {limit}).",
    ),
    "boolean_invalid": (
        "「{value}」は「はい・いいえ」のどちらかわかりません。",
        "“{value}” is neither yes nor no.",
    ),
    "date_invalid": ("「{value}」は日付として読めません。", "“{value}” is not a date."),
    "date_ambiguous": (
        "「{value}」は月と日の順がわかりません。2026-11-20 の形にしてください。",
        "The order of day and month in “{value}” is not clear. Write 2026-11-20.",
    ),
    "datetime_invalid": (
        "「{value}」は日時として読めません。",
        "“{value}” is not a date and time.",
    ),
    "choice_invalid": (
        "「{value}」は選べる値ではありません({choices})。",
        "“{value}” is not one of the choices ({choices}).",
    ),
    "email_invalid": (
        "「{value}」はメールアドレスとして正しくありません。",
        "“{value}” is not an e-mail address.",
    ),
    # A row contradicts the file or the records
    "duplicate_key": (
        "「{value}」は {first} 行目にもあります。",
        "“{value}” already stands in row {first}.",
    ),
    "merged_account": (
        "顧客「{value}」はほかの顧客に統合されています。統合先の顧客コードを使ってください。",
        "The account “{value}” was merged into another one. Use the key of that one.",
    ),
    "unknown_account": ("顧客「{value}」がありません。", "There is no account “{value}”."),
    "unknown_contract": ("契約「{value}」がありません。", "There is no contract “{value}”."),
    "unknown_contact": ("担当者「{value}」がありません。", "There is no contact “{value}”."),
    "unknown_case": ("案件「{value}」がありません。", "There is no case “{value}”."),
    "unknown_person": (
        "社内の担当者「{value}」がいません。",
        "Nobody in the team has the mail address “{value}”.",
    ),
    "end_before_start": (
        "終了日 {end} が開始日 {start} より前です。",
        "The end {end} is before the start {start}.",
    ),
    # A mapping cannot be used
    "mapping_invalid": (
        "対応表は {{列名: 項目名、[項目名, 項目名] または null}} の JSON にしてください。",
        "A mapping is JSON of the form {{column: field, [field, field] or null}}.",
    ),
    "mapping_unknown_column": (
        "対応表の列「{column}」はファイルにありません。",
        "The mapping names the column “{column}”, which the file does not have.",
    ),
    "mapping_unknown_field": (
        "対応表の項目「{field}」はありません(列「{column}」)。",
        "The mapping names the field “{field}”, which does not exist (column “{column}”).",
    ),
    "mapping_duplicate_field": (
        "項目「{field}」が列「{first}」と列「{second}」に割り当てられています。",
        "The field “{field}” is given to the columns “{first}” and “{second}”.",
    ),
    "mapping_required_missing": (
        "必須の項目「{field}」に当たる列がありません。",
        "No column stands for the required field “{field}”.",
    ),
    "unknown_kind": (
        "「{kind}」の取り込みにはまだ対応していません。使えるのは {available} です。",
        "“{kind}” cannot be imported yet. These can: {available}.",
    ),
    # Why the file is read this way
    "why_bom": (
        "先頭に {codec} の目印(BOM)があるため",
        "because the file starts with the mark (BOM) of {codec}",
    ),
    "why_ascii": ("英数字だけのため UTF-8 として", "because it is plain ASCII, which is UTF-8 too"),
    "why_utf8": ("全体が UTF-8 として正しいため", "because all of it is valid UTF-8"),
    "why_utf16": ("1 文字 2 バイトの並びのため", "because its bytes come in pairs, as in UTF-16"),
    "why_only": (
        "日本語の文字コードでは {codec} だけが全体を読めるため",
        "because of the Japanese encodings only {codec} can read all of it",
    ),
    "why_likelier": (
        "{codec} なら自然な日本語になり、{other} では不自然になるため",
        "because {codec} gives natural Japanese and {other} does not",
    ),
    "why_western": ("欧文の文字だけのため", "because it has Western letters only"),
    "why_told": ("指定されたため", "because it was stated"),
    "why_delimiter": (
        "先頭 {rows} 行のうち {agreeing} 行が {columns} 列にそろうため",
        "because {agreeing} of the first {rows} rows agree on {columns} columns",
    ),
    "why_one_column": ("区切り文字がなく 1 列のため", "because no separator was found: one column"),
    "why_sep_line": ("1 行目に sep= の指定があるため", "because line 1 says sep="),
    # How a cell was understood
    "read_width": ("全角 → 半角", "full width → half width"),
    "read_kana": ("半角カナ → 全角カナ", "half-width kana → full width"),
    "read_era": ("和暦 → {value}", "Japanese era → {value}"),
    "read_date": ("日付 → {value}", "date → {value}"),
    "read_serial": ("Excel の日付番号 → {value}", "Excel date number → {value}"),
    "read_order": ("日/月の順 {order} → {value}", "order {order} → {value}"),
    "read_amount": ("金額 → {value}", "amount → {value}"),
    "read_number": ("数 → {value}", "number → {value}"),
    "read_choice": ("「{raw}」→ {value}", "“{raw}” → {value}"),
    "read_list": ("{count} 件に分割", "split into {count}"),
    "read_guard": ("先頭の ' を外す", "leading ' removed"),
    "read_trimmed": ("前後の空白を除く", "blanks at the ends removed"),
    "read_normalised": ("文字の正規化(NFC)", "characters normalised (NFC)"),
    "read_clear": ("値を消す", "clears the value"),
    "read_keep": ("変更しない", "leaves the value as it is"),
}
