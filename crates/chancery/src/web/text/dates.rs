//! Dates in the reader's language, at their own precision and never finer (promise P2).

use chancery_model::edtf::{Bound, Part, Qualifier, SingleDate};
use chancery_model::{Day, Edtf, Precision};

use super::Words;
use super::html::Html;

/// The parts of a date that are known, from the left.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Known {
    Day(u16, u8, u8),
    Month(u16, u8),
    Year(u16),
}

fn known(date: &SingleDate) -> Option<Known> {
    let (year, unspecified) = date.year_digits();
    Some(match (unspecified, date.month(), date.day_of_month()) {
        (0, Some(Part::Number(month)), Some(Part::Number(day))) => Known::Day(year, month, day),
        (0, Some(Part::Number(month)), _) => Known::Month(year, month),
        (0, _, _) => Known::Year(year),
        _ => return None,
    })
}

impl Words {
    /// Writes a date or an interval: "27–28 June 2018", "2011", "about 2009", "since 2011".
    pub fn date(&self, date: &Edtf) -> String {
        match date {
            Edtf::Date(date) => self.single_date(date),
            Edtf::Interval(Bound::Date(from), Bound::Date(until)) => self.interval(from, until),
            Edtf::Interval(Bound::Date(from), Bound::Open) => self.with("date-since", &[("date", self.single_date(from).into())]),
            Edtf::Interval(Bound::Date(from), Bound::Unknown) => self.with("date-from", &[("date", self.single_date(from).into())]),
            Edtf::Interval(_, Bound::Date(until)) => self.with("date-until", &[("date", self.single_date(until).into())]),
            // Parsing refuses an interval without any date.
            Edtf::Interval(_, _) => date.to_string(),
        }
    }

    /// Writes a date as a `time` element; a date that is not one day or interval of days carries no machine form.
    pub fn time(&self, date: &Edtf) -> Html {
        let shown = Html::text(&self.date(date));
        let machine = match date {
            Edtf::Date(d) if d.qualifier().is_none() => match known(d) {
                Some(Known::Day(year, month, day)) => Some(format!("{year:04}-{month:02}-{day:02}")),
                Some(Known::Month(year, month)) => Some(format!("{year:04}-{month:02}")),
                _ => None,
            },
            _ => None,
        };
        match machine {
            Some(machine) => Html::from_markup(format!("<time datetime=\"{machine}\">{shown}</time>")),
            None => shown,
        }
    }

    /// Writes a civil day.
    pub fn day(&self, day: Day) -> String {
        self.known_date(Known::Day(day.year(), day.month(), day.day()))
    }

    /// Writes the day of an instant that is RFC 3339; anything else stays as it is.
    pub fn instant_day(&self, instant: &str) -> String {
        instant.get(..10).and_then(|day| day.parse::<Edtf>().ok()).map_or_else(|| instant.to_owned(), |day| self.date(&day))
    }

    /// Writes an instant that is RFC 3339 in UTC as a `time` element with day, hour and minute; anything else stays as it is.
    pub fn instant(&self, instant: &str) -> Html {
        match (instant.get(..10).and_then(|day| day.parse::<Edtf>().ok()), instant.get(11..16)) {
            (Some(day), Some(time)) => {
                let shown = self.with("instant", &[("date", self.date(&day).into()), ("time", time.into())]);
                Html::from_markup(format!("<time datetime=\"{}\">{}</time>", Html::text(instant), Html::text(&shown)))
            }
            _ => Html::text(instant),
        }
    }

    fn month(&self, month: u8) -> String {
        self.say(&format!("month-{month}"))
    }

    fn known_date(&self, known: Known) -> String {
        match known {
            Known::Day(year, month, day) => self.with(
                "date-day",
                &[("year", year.to_string().into()), ("month", self.month(month).into()), ("day", day.to_string().into())],
            ),
            Known::Month(year, month) => self.with("date-month", &[("year", year.to_string().into()), ("month", self.month(month).into())]),
            Known::Year(year) => self.with("date-year", &[("year", year.to_string().into())]),
        }
    }

    fn single_date(&self, date: &SingleDate) -> String {
        let plain = match (known(date), date.precision()) {
            (Some(known), _) => self.known_date(known),
            (None, Precision::Century) => {
                let (first, last) = date.days();
                self.with("date-between", &[("from", first.year().to_string().into()), ("until", last.year().to_string().into())])
            }
            (None, _) => self.with("date-decade", &[("year", date.year_digits().0.to_string().into())]),
        };
        let key = match date.qualifier() {
            None => return plain,
            Some(Qualifier::Uncertain) => "date-uncertain",
            Some(Qualifier::Approximate) => "date-about",
            Some(Qualifier::UncertainAndApproximate) => "date-about-uncertain",
        };
        self.with(key, &[("date", plain.into())])
    }

    fn interval(&self, from: &SingleDate, until: &SingleDate) -> String {
        let is_plain = from.qualifier().is_none() && until.qualifier().is_none();
        match (known(from).filter(|_| is_plain), known(until).filter(|_| is_plain)) {
            (Some(a), Some(b)) if a == b => self.known_date(a),
            (Some(Known::Day(year, month, first)), Some(Known::Day(y, m, last))) if (year, month) == (y, m) => self.with(
                "date-days",
                &[
                    ("year", year.to_string().into()),
                    ("month", self.month(month).into()),
                    ("from", first.to_string().into()),
                    ("until", last.to_string().into()),
                ],
            ),
            (Some(Known::Day(year, month, first)), Some(Known::Day(y, until_month, last))) if year == y => self.with(
                "date-days-months",
                &[
                    ("year", year.to_string().into()),
                    ("from", first.to_string().into()),
                    ("from-month", self.month(month).into()),
                    ("until", last.to_string().into()),
                    ("until-month", self.month(until_month).into()),
                ],
            ),
            (Some(Known::Month(year, month)), Some(Known::Month(y, until_month))) if year == y => self.with(
                "date-months",
                &[("year", year.to_string().into()), ("from", self.month(month).into()), ("until", self.month(until_month).into())],
            ),
            (Some(Known::Year(from)), Some(Known::Year(until))) => {
                self.with("run-years", &[("from", from.to_string().into()), ("until", until.to_string().into())])
            }
            _ => self.with("date-range", &[("from", self.single_date(from).into()), ("until", self.single_date(until).into())]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::routes::UiLang;
    use super::*;

    #[test]
    fn dates_are_written_at_their_own_precision() {
        let check = |edtf: &str, four: [&str; 4]| {
            let date: Edtf = edtf.parse().unwrap();
            for (ui, shown) in UiLang::ALL.into_iter().zip(four) {
                assert_eq!(Words::of(ui).date(&date), shown, "{edtf} in {ui}");
            }
        };
        check("2017-11-30", ["30 November 2017", "2017年11月30日", "2017年11月30日", "2017년 11월 30일"]);
        check("2011", ["2011", "2011年", "2011年", "2011년"]);
        check("2019-12", ["December 2019", "2019年12月", "2019年12月", "2019년 12월"]);
        check("2018-06-27/2018-06-28", ["27–28 June 2018", "2018年6月27日至28日", "2018年6月27日～28日", "2018년 6월 27일~28일"]);
        check(
            "2018-05-30/2018-06-01",
            ["30 May – 1 June 2018", "2018年5月30日至6月1日", "2018年5月30日～6月1日", "2018년 5월 30일~6월 1일"],
        );
        check(
            "2018-12-30/2019-01-02",
            [
                "30 December 2018 – 2 January 2019",
                "2018年12月30日至2019年1月2日",
                "2018年12月30日～2019年1月2日",
                "2018년 12월 30일~2019년 1월 2일",
            ],
        );
        check("2018-06-27/2018-06-27", ["27 June 2018", "2018年6月27日", "2018年6月27日", "2018년 6월 27일"]);
        check("2011-03/2011-05", ["March–May 2011", "2011年3月至5月", "2011年3月～5月", "2011년 3월~5월"]);
        check("2011/2013", ["2011–2013", "2011年至2013年", "2011年～2013年", "2011년~2013년"]);
        check("2011/..", ["since 2011", "2011年起", "2011年以降", "2011년 이후"]);
        check("2011/", ["from 2011, end not known", "自2011年，结束时间不详", "2011年から（終了時期不明）", "2011년부터(종료 시기 미상)"]);
        check("/2011", ["until 2011", "截至2011年", "2011年まで", "2011년까지"]);
        check("2009~", ["about 2009", "约2009年", "2009年頃", "2009년경"]);
        check("2009?", ["2009 (uncertain)", "2009年（不确定）", "2009年（不確か）", "2009년(불확실)"]);
        check("2009%", ["about 2009 (uncertain)", "约2009年（不确定）", "2009年頃（不確か）", "2009년경(불확실)"]);
        check("201X", ["2010s", "2010年代", "2010年代", "2010년대"]);
        check("20XX", ["between 2000 and 2099", "2000年至2099年之间", "2000年から2099年の間", "2000년에서 2099년 사이"]);
        check("2011-11-XX", ["November 2011", "2011年11月", "2011年11月", "2011년 11월"]);
        check("2011-XX-XX", ["2011", "2011年", "2011年", "2011년"]);
    }

    #[test]
    fn only_plain_days_and_months_carry_a_machine_form() {
        let html = |edtf: &str| Words::of(UiLang::En).time(&edtf.parse().unwrap()).into_string();
        assert_eq!(html("2017-11-30"), "<time datetime=\"2017-11-30\">30 November 2017</time>");
        assert_eq!(html("2017-11-XX"), "<time datetime=\"2017-11\">November 2017</time>");
        assert_eq!(html("2011"), "2011");
        assert_eq!(html("2018-06-27/2018-06-28"), "27–28 June 2018");
    }
}
