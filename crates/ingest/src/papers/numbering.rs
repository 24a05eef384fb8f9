//! Numbers that a word processor writes: counters by level, and how each is spelt.
//!
//! Most papers leave numbering to the word processor; the words "Article 4" are then nowhere in the file. They are
//! written out here as the reader of the paper sees them, in the forms that East Asian papers use.

/// How a counter is spelt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spelling {
    Decimal,
    /// 01, 02.
    DecimalZero,
    UpperRoman,
    LowerRoman,
    UpperLetter,
    LowerLetter,
    /// 一二三.
    Han,
    /// ①②③.
    Circled,
    /// １２３.
    FullWidth,
    /// 가나다.
    Ganada,
    /// ㄱㄴㄷ.
    Chosung,
    /// 일이삼.
    Korean,
    /// アイウ.
    Kana,
    /// イロハ.
    Iroha,
    /// 甲乙丙.
    Stems,
    /// Nothing is counted: a bullet or no mark.
    None,
}

impl Spelling {
    /// By the names of Office Open XML (ECMA-376, 17.18.59).
    pub(super) fn of_word(name: &str) -> Spelling {
        match name {
            "decimalZero" => Spelling::DecimalZero,
            "upperRoman" => Spelling::UpperRoman,
            "lowerRoman" => Spelling::LowerRoman,
            "upperLetter" => Spelling::UpperLetter,
            "lowerLetter" => Spelling::LowerLetter,
            "chineseCounting"
            | "chineseCountingThousand"
            | "japaneseCounting"
            | "japaneseDigitalTenThousand"
            | "taiwaneseCounting"
            | "taiwaneseCountingThousand"
            | "taiwaneseDigital"
            | "ideographDigital" => Spelling::Han,
            "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => Spelling::Circled,
            "decimalFullWidth" | "decimalFullWidth2" => Spelling::FullWidth,
            "ganada" => Spelling::Ganada,
            "chosung" => Spelling::Chosung,
            "koreanDigital" | "koreanDigital2" | "koreanCounting" | "koreanLegal" => Spelling::Korean,
            "aiueo" | "aiueoFullWidth" => Spelling::Kana,
            "iroha" | "irohaFullWidth" => Spelling::Iroha,
            "ideographTraditional" => Spelling::Stems,
            "bullet" | "none" => Spelling::None,
            _ => Spelling::Decimal,
        }
    }

    /// By the first sign of a format in OpenDocument (`1`, `i`, `一, 二, 三, ...`).
    pub(super) fn of_open_document(format: &str) -> Spelling {
        match format.chars().next() {
            Some('1') => Spelling::Decimal,
            Some('i') => Spelling::LowerRoman,
            Some('I') => Spelling::UpperRoman,
            Some('a') => Spelling::LowerLetter,
            Some('A') => Spelling::UpperLetter,
            Some('一' | '壹') => Spelling::Han,
            Some('①') => Spelling::Circled,
            Some('１') => Spelling::FullWidth,
            Some('가') => Spelling::Ganada,
            Some('ㄱ') => Spelling::Chosung,
            Some('일') => Spelling::Korean,
            Some('ア' | 'ｱ') => Spelling::Kana,
            Some('イ' | 'ｲ') => Spelling::Iroha,
            Some('甲') => Spelling::Stems,
            _ => Spelling::None,
        }
    }

    /// Spells a number; what a form cannot spell is spelt in digits.
    pub(super) fn spell(self, number: u32) -> String {
        const GANADA: &str = "가나다라마바사아자차카타파하";
        const CHOSUNG: &str = "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ";
        const KANA: &str = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン";
        const IROHA: &str = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス";
        const STEMS: &str = "甲乙丙丁戊己庚辛壬癸";
        let pick = |signs: &str| number.checked_sub(1).and_then(|at| signs.chars().nth(at as usize)).map(String::from);
        let spelt = match self {
            Spelling::Decimal => None,
            Spelling::None => Some(String::new()),
            Spelling::DecimalZero => Some(format!("{number:02}")),
            Spelling::UpperRoman => roman(number).map(|roman| roman.to_uppercase()),
            Spelling::LowerRoman => roman(number),
            Spelling::LowerLetter => letter(number),
            Spelling::UpperLetter => letter(number).map(|letter| letter.to_uppercase()),
            Spelling::Han => counted(number, "一二三四五六七八九", '十', '百'),
            Spelling::Korean => counted(number, "일이삼사오육칠팔구", '십', '백'),
            Spelling::Circled => match number {
                1..=20 => char::from_u32(0x2460 + number - 1),
                21..=35 => char::from_u32(0x3251 + number - 21),
                36..=50 => char::from_u32(0x32b1 + number - 36),
                _ => None,
            }
            .map(String::from),
            Spelling::FullWidth => {
                Some(number.to_string().chars().map(|digit| char::from_u32(digit as u32 + 0xfee0).unwrap_or(digit)).collect())
            }
            Spelling::Ganada => pick(GANADA),
            Spelling::Chosung => pick(CHOSUNG),
            Spelling::Kana => pick(KANA),
            Spelling::Iroha => pick(IROHA),
            Spelling::Stems => pick(STEMS),
        };
        spelt.unwrap_or_else(|| number.to_string())
    }
}

fn roman(number: u32) -> Option<String> {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    if !(1..4000).contains(&number) {
        return None;
    }
    let (mut rest, mut out) = (number, String::new());
    for (value, sign) in SIGNS {
        while rest >= value {
            out.push_str(sign);
            rest -= value;
        }
    }
    Some(out)
}

/// a to z, then aa, bb, as word processors count.
fn letter(number: u32) -> Option<String> {
    let at = number.checked_sub(1).filter(|at| *at < 26 * 8)?;
    let letter = char::from_u32('a' as u32 + at % 26)?;
    Some(std::iter::repeat_n(letter, at as usize / 26 + 1).collect())
}

fn counted(number: u32, digits: &str, ten: char, hundred: char) -> Option<String> {
    if !(1..1000).contains(&number) {
        return None;
    }
    let digit = |value: u32| value.checked_sub(1).and_then(|at| digits.chars().nth(at as usize));
    let mut out = String::new();
    if number >= 100 {
        out.extend(digit(number / 100).filter(|_| number >= 200 || digits.starts_with('一')));
        out.push(hundred);
    }
    if number % 100 >= 10 {
        out.extend(digit(number / 10 % 10).filter(|_| number % 100 >= 20 || number > 100 && digits.starts_with('一')));
        out.push(ten);
    }
    out.extend(digit(number % 10));
    Some(out)
}

/// One level of a list.
#[derive(Debug, Clone)]
pub(super) struct Level {
    pub(super) start: u32,
    pub(super) spelling: Spelling,
    /// The mark with `%1` to `%9` for the counters.
    pub(super) form: String,
    /// What stands between mark and words.
    pub(super) gap: &'static str,
}

/// The counters of one list.
#[derive(Debug, Clone, Default)]
pub(super) struct Counters(Vec<Option<u32>>);

/// Deeper levels are not counted; no word processor has more than nine.
const MAX_LEVEL: usize = 16;

impl Counters {
    /// Counts one on at a level and gives the mark to write.
    pub(super) fn next(&mut self, levels: &[Level], level: usize) -> String {
        let Some(wanted) = levels.get(level).filter(|_| level < MAX_LEVEL) else { return String::new() };
        self.0.resize(level + 1, None);
        self.0[level] = Some(self.0[level].map_or(wanted.start, |number| number.saturating_add(1)));
        if wanted.spelling == Spelling::None && !wanted.form.contains('%') {
            // Bullets of symbol fonts are private characters; any bullet says the same.
            let bullet: String = wanted.form.chars().map(|c| if ('\u{e000}'..='\u{f8ff}').contains(&c) { '•' } else { c }).collect();
            return if bullet.is_empty() { bullet } else { bullet + wanted.gap };
        }
        let mut mark = String::new();
        let mut signs = wanted.form.chars();
        while let Some(sign) = signs.next() {
            let of = if sign == '%' { signs.clone().next().and_then(|digit| digit.to_digit(10)).filter(|of| *of > 0) } else { None };
            match of {
                Some(of) => {
                    signs.next();
                    let at = of as usize - 1;
                    let number = self.0.get(at).copied().flatten().or_else(|| levels.get(at).map(|level| level.start)).unwrap_or(1);
                    mark.push_str(&levels.get(at).map_or(Spelling::Decimal, |level| level.spelling).spell(number));
                }
                None => mark.push(sign),
            }
        }
        if mark.is_empty() { mark } else { mark + wanted.gap }
    }

    /// Starts a level anew at a number.
    pub(super) fn restart(&mut self, level: usize, start: u32) {
        if level < MAX_LEVEL {
            self.0.resize(level + 1, None);
            self.0[level] = start.checked_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_spelt_as_papers_spell_them() {
        let check = |spelling: Spelling, numbers: &[u32], expected: &str| {
            let spelt: Vec<String> = numbers.iter().map(|number| spelling.spell(*number)).collect();
            assert_eq!(spelt.join(" "), expected, "{spelling:?}");
        };
        check(Spelling::LowerRoman, &[1, 4, 9, 14, 1999, 5000], "i iv ix xiv mcmxcix 5000");
        check(Spelling::Han, &[1, 10, 11, 20, 21, 100, 110, 115], "一 十 十一 二十 二十一 一百 一百一十 一百一十五");
        check(Spelling::Korean, &[1, 10, 11, 21, 100], "일 십 십일 이십일 백");
        check(Spelling::Circled, &[1, 20, 21, 36, 51], "① ⑳ ㉑ ㊱ 51");
        check(Spelling::Ganada, &[1, 14, 15], "가 하 15");
        check(Spelling::LowerLetter, &[1, 26, 27, 0], "a z aa 0");
        check(Spelling::FullWidth, &[12], "１２");
    }

    #[test]
    fn counters_count_by_level() {
        let level = |spelling, form: &str| Level { start: 1, spelling, form: form.to_owned(), gap: " " };
        let levels = [level(Spelling::Han, "第%1条"), level(Spelling::Decimal, "%1.%2"), level(Spelling::LowerRoman, "(%3)")];
        let mut counters = Counters::default();
        let told: Vec<String> = [0, 1, 1, 2, 1, 0, 1].map(|at| counters.next(&levels, at)).into();
        assert_eq!(told, ["第一条 ", "一.1 ", "一.2 ", "(i) ", "一.3 ", "第二条 ", "二.1 "]);
        counters.restart(0, 7);
        assert_eq!(counters.next(&levels, 0), "第七条 ");
        assert_eq!(counters.next(&levels, 9), "");
    }
}
