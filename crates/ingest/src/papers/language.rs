//! The language of a page, told by its scripts.
//!
//! For the languages of the register scripts are enough: kana is Japanese, Hangul is Korean, Han without either is
//! Chinese, in simplified or traditional shapes. Latin letters are English if its small words are there, and otherwise
//! left open. A statistical library would add many languages and a model of each; none of them is wanted here.

use chancery_model::{Lang, Severity};

use super::{Paper, PaperFinding, PaperFindingKind};
use crate::fold::{is_han_or_kana, is_hangul};

/// Fewer letters than this tell nothing.
const MIN_LETTERS: usize = 8;

/// Characters that are written in one way only in simplified or only in traditional script, frequent in official texts.
const SIMPLIFIED: &str = "这国会发为时对们经动产业开关见长门间问闻题单应总协议员务贸财际东车马书实现进这边过还远运连选造达从众优传伤价华专两严个丰临举义乌乐习乡买乱争于云亚亲仅";
const TRADITIONAL: &str = "這國會發為時對們經動產業開關見長門間問聞題單應總協議員務貿財際東車馬書實現進邊過還遠運連選達從眾優傳傷價華專兩嚴個豐臨舉義烏樂習鄉買亂爭於雲亞親僅";

/// Small words of English.
const ENGLISH: [&str; 16] = ["the", "of", "and", "to", "in", "on", "for", "a", "by", "with", "that", "at", "is", "shall", "will", "be"];

/// Tells the language of a text, if there is enough of it.
pub fn detect(text: &str) -> Option<Lang> {
    let (mut kana, mut han, mut hangul, mut latin) = (0usize, 0usize, 0usize, 0usize);
    let (mut simplified, mut traditional) = (0usize, 0usize);
    for c in text.chars() {
        match c {
            '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' => kana += 1,
            c if is_hangul(c) => hangul += 1,
            c if is_han_or_kana(c) => {
                han += 1;
                simplified += usize::from(SIMPLIFIED.contains(c));
                traditional += usize::from(TRADITIONAL.contains(c));
            }
            c if c.is_alphabetic() => latin += 1,
            _ => {}
        }
    }
    // A Latin letter says less than a Han character, about as a word does.
    let wide = kana + han + hangul;
    if wide + latin < MIN_LETTERS {
        return None;
    }
    if wide * 3 < latin {
        return tell_latin(text);
    }
    if hangul > kana && hangul * 2 >= han {
        return Some(Lang::ko());
    }
    if kana * 12 >= han + kana {
        return Some(Lang::ja());
    }
    if hangul * 4 >= han {
        return Some(Lang::ko());
    }
    Some(if traditional > simplified { "zh-Hant".parse().unwrap_or_else(|_| Lang::zh()) } else { Lang::zh() })
}

fn tell_latin(text: &str) -> Option<Lang> {
    let words: Vec<String> = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let small = words.iter().filter(|word| ENGLISH.contains(&word.as_str())).count();
    (words.len() >= 4 && small * 8 >= words.len()).then(Lang::en)
}

/// Tells the language of every page, and what differs from the stated one.
pub(super) fn look_over(paper: &mut Paper, stated: Option<&Lang>) {
    for page in &mut paper.pages {
        page.lang = detect(&page.text);
    }
    let Some(stated) = stated else { return };
    let differs = |lang: &Lang| !lang.is_same_language(stated);
    let Some(whole) = paper.lang() else { return };
    if differs(&whole) {
        let message = format!("the text is in {whole}, not in {stated} as stated");
        paper.findings.push(PaperFinding::of(None, Severity::Warning, PaperFindingKind::LanguageDiffers, message));
        return;
    }
    for page in &paper.pages {
        if let Some(lang) = page.lang.as_ref().filter(|lang| differs(lang)) {
            let message = format!("the page is in {lang}, not in {stated} as stated");
            paper.findings.push(PaperFinding::of(Some(page.number), Severity::Info, PaperFindingKind::LanguageDiffers, message));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_tell_the_language() {
        let check = |text: &str, lang: Option<&str>| assert_eq!(detect(text).as_ref().map(Lang::as_str), lang, "{text}");
        check("三国海关当局共同开展本行动计划所列各项合作。", Some("zh-Hans"));
        check("三國海關當局共同開展本行動計畫所列各項合作。", Some("zh-Hant"));
        check("三国の税関当局は、この行動計画に定める協力を実施する。", Some("ja"));
        check("3국 관세당국은 이 행동계획에서 정한 협력을 이행한다.", Some("ko"));
        check("大韓民國 關稅廳은 이 計劃을 施行한다. 協力을 强化한다.", Some("ko"));
        check("The three administrations carry out the cooperation of this plan.", Some("en"));
        check("Les trois administrations mettent en œuvre la coopération prévue.", None);
        check("WCO、APEC 等国际组织 World Customs Organization 协调立场，加强合作。", Some("zh-Hans"));
        check("2009.09.28", None);
        check("", None);
    }
}
