//! Refuses what would be the content of an exchange: numbers of containers and documents, ways to reach a person.
//!
//! The rule errs towards refusing: a text of the exchange register says in general words what an exchange was about and
//! has no need of a long number. Dates, years and counts of up to six digits pass. Web addresses of sources are not looked at.

/// Says which content was found.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ContentError {
    /// A container number whose check digit is right.
    #[error("{0:?} is the number of a container (ISO 6346)")]
    Container(String),
    /// A number as declarations, bills of lading, passports and accounts have.
    #[error("{0:?} looks like the number of a document or an account")]
    Document(String),
    /// An electronic mail address.
    #[error("{0:?} is the address of a person or an office")]
    Mail(String),
    /// A form of address before a name.
    #[error("{0:?} names a person")]
    Person(String),
}

/// How many digits a number may have that is no date; a count of seven digits belongs into the field for it.
const MAX_DIGITS: usize = 6;

/// Checks one text.
///
/// Errors: the first [`ContentError`] found.
pub fn check(text: &str) -> Result<(), ContentError> {
    if let Some(container) = find_container(text) {
        return Err(ContentError::Container(container));
    }
    if let Some(mail) = text.split(char::is_whitespace).find(|word| is_mail(word)) {
        return Err(ContentError::Mail(cut(mail)));
    }
    // Scripts without spaces: a number ends where its digits, letters and joiners end.
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '０'..='９' | '-' | '/' | '.');
    let mut numbers = text.split(|c: char| !is_part(c)).map(|word| word.trim_matches(['.', '-', '/']));
    if let Some(number) = numbers.find(|word| is_document_number(word)) {
        return Err(ContentError::Document(cut(number)));
    }
    find_person(text).map_or(Ok(()), |person| Err(ContentError::Person(person)))
}

fn cut(text: &str) -> String {
    text.chars().take(40).collect()
}

fn is_mail(word: &str) -> bool {
    word.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
}

fn is_document_number(word: &str) -> bool {
    // Full-width digits are digits: a number does not pass by being typed wide.
    let digits = word.chars().filter(|c| c.is_ascii_digit() || ('０'..='９').contains(c)).count();
    digits > MAX_DIGITS && !is_date(word)
}

/// A date or a span of dates, as a text may well have it.
fn is_date(word: &str) -> bool {
    word.parse::<crate::edtf::Edtf>().is_ok() || {
        let parts: Vec<&str> = word.split(['.', '/', '-']).filter(|p| !p.is_empty()).collect();
        let is_number = |part: &&str| part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit());
        (2..=6).contains(&parts.len()) && parts.iter().all(is_number) && parts.iter().any(|p| p.len() == 4)
    }
}

/// Looks for a form of address with a name behind it.
fn find_person(text: &str) -> Option<String> {
    const FORMS: [&str; 5] = ["Mr", "Mrs", "Ms", "Miss", "Dr"];
    let words: Vec<&str> = text.split_whitespace().collect();
    words.windows(2).find_map(|pair| {
        let is_form = FORMS.contains(&pair[0].trim_end_matches('.'));
        (is_form && pair[1].starts_with(char::is_uppercase)).then(|| cut(&pair.join(" ")))
    })
}

/// Finds a container number: four letters of which the last is U, J or Z, six digits and the check digit that they give.
fn find_container(text: &str) -> Option<String> {
    let joined: Vec<char> = text.chars().filter(|c| !c.is_whitespace() && *c != '-' && *c != '/').map(|c| c.to_ascii_uppercase()).collect();
    joined.windows(11).find(|window| is_container(window)).map(|window| window.iter().collect())
}

fn is_container(letters: &[char]) -> bool {
    let (code, digits) = letters.split_at(4);
    if !code.iter().all(char::is_ascii_uppercase) || !matches!(code[3], 'U' | 'J' | 'Z') || !digits.iter().all(char::is_ascii_digit) {
        return false;
    }
    let sum: u32 = letters[..10].iter().zip(0_u32..).map(|(letter, place)| value_of(*letter) << place).sum();
    letters[10].to_digit(10) == Some(sum % 11 % 10)
}

/// The value of a letter in the check digit of ISO 6346: digits as they are, letters from 10 on without multiples of 11.
fn value_of(letter: char) -> u32 {
    match letter.to_digit(36) {
        Some(value @ 0..=10) => value,
        Some(value) => value + (value - 1) / 10,
        None => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn general_words_pass() {
        for text in [
            "Notices of seizures under the Fake Zero Project, first half of 2012",
            "Shanghai, Tokyo and Incheon customs",
            "2012-01-01/2012-06-30",
            "2012年1月1日から6月30日まで",
            "2012.01.01 to 2012.06.30",
            "some 120000 parcels were looked at",
            "통관절차 실무그룹, 2016년 상반기",
            "",
        ] {
            assert_eq!(check(text), Ok(()), "{text}");
        }
    }

    #[test]
    fn content_is_refused_by_what_it_is() {
        for text in ["CSQU3054383", "the box csqu 305438 3 was held", "MSKU-907032-3"] {
            assert!(matches!(check(text), Err(ContentError::Container(_))), "{text}");
        }
        for text in ["declaration 1234567890", "B/L: MAEV12345678", "passport M12345678", "番号１２３４５６７８"] {
            assert!(matches!(check(text), Err(ContentError::Document(_))), "{text}: {:?}", check(text));
        }
        assert!(matches!(check("ask kim@customs.example"), Err(ContentError::Mail(_))));
        assert!(matches!(check("handed over by Mr. Example"), Err(ContentError::Person(_))));
    }

    #[test]
    fn the_check_digit_is_that_of_the_standard() {
        let is = |text: &str| is_container(&text.chars().collect::<Vec<_>>());
        assert!(is("CSQU3054383") && is("MSKU9070323"));
        assert!(!is("CSQU3054384"));
        assert!(!is("CSQA3054383"));
    }
}
