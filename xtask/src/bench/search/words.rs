//! The words of a made-up language world: four languages, each word as frequent as its rank allows (Zipf).
//!
//! Names of the glossary stand among made-up words in each language, so that a query can be widened to the others; the
//! same notion has the same rank in all four. The rest is put together from syllables and characters by rank alone, so
//! that rank and word belong together for ever, whatever the seed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::bench::chance::Chance;

/// The languages, with their share of the records in percent.
pub(super) const LANGUAGES: [(&str, usize); 4] = [("en", 60), ("zh", 15), ("ja", 15), ("ko", 10)];
/// How many words a language has.
const WORDS: usize = 30_000;
/// Every so many ranks a name of the glossary stands.
const NOTION_EVERY: usize = 9;

const SYLLABLES: [&str; 48] = [
    "ba", "ber", "bol", "can", "cor", "dal", "den", "dis", "dor", "fal", "fer", "gan", "gel", "har", "hol", "jan", "kel", "kor", "lam",
    "len", "lor", "mal", "men", "mir", "mor", "nal", "ner", "nor", "pal", "pen", "por", "quin", "ral", "ren", "ros", "sal", "sen", "sol",
    "tal", "ten", "tor", "ul", "van", "ver", "vol", "wen", "yar", "zor",
];
const ENDINGS: [&str; 12] = ["", "al", "ation", "ed", "er", "ic", "ing", "ity", "ment", "ness", "or", "s"];
const HAN: &str = "安北本部场车成城程出船大代单当道德地第点定东度多发法方飞风服高工公光广规国果海航号合和河后华化环黄活火机基级集计纪技加家价检件建江交接节界金进京经警境九局具军开科空口库来浪雷冷力立连联林岭流龙路罗落旅马满门盟面民名明木目南内年农暖盘平齐企气千前强桥青清区曲全权群人任日容商上设社深生声省师石时识使士世市事收手守首书术双水司丝思四松苏速台太探特提体天田铁通同头图团外湾万王网望危围卫文闻无五武物西溪系夏仙先现线乡相香向消小校协心新信星行形性修学雪亚烟盐阳养样业叶医依移遗亿义易音银应英营映永用油友有鱼雨玉育元原园源远约月云运杂载早增战张召真正政证支知直职止纸志制质中忠终种重州洲舟周主住助注驻转装准资自字总组最作座";
const KATAKANA: &str = "アイウエオカキクケコサシスセソタチツテトナニノハヒフヘホマミムメモラリルレロワン";
const HANGUL: &str = "가각간감강개거건검게경계고공과관광교구국군권규그금기길김나남내노농다단당대도동두등라락란람래량려련령로록론료류륙리림마만매명모목무문물미민바반발방배백번법벽변별병보복본봉부북분비빈사산삼상서석선설성세소속손송수순술숙시식신실심아안암애야약양어언업여역연열영예오옥온완외용우운울원위유육윤은음의이인일임입자작잔장재저적전점정제조족종좌주죽준중지직진집차찬창채책처천철청체초촌총추축춘출충치칠태택토통특파판팔평포표품풍하학한합항해행향허험현협형호홍화환활황회효후훈휘흥희";

/// The words of one language by rank, the most frequent first.
#[derive(Debug)]
pub(super) struct Words {
    by_rank: Vec<String>,
}

impl Words {
    /// The word of a rank.
    pub(super) fn at(&self, rank: usize) -> &str {
        &self.by_rank[rank.min(self.by_rank.len() - 1)]
    }

    /// Draws a rank as words of a language are drawn.
    pub(super) fn draw(&self, zipf: &Zipf, chance: &mut Chance) -> usize {
        zipf.draw(chance).min(self.by_rank.len() - 1)
    }
}

/// The law of Zipf over [`WORDS`] ranks.
#[derive(Debug)]
pub(super) struct Zipf {
    /// For each rank the sum of the weights up to it.
    sums: Vec<f64>,
}

impl Zipf {
    pub(super) fn new() -> Zipf {
        let mut sum = 0.0;
        let weights = (0..WORDS).map(|rank| {
            sum += 1.0 / (rank as f64 + 2.7);
            sum
        });
        Zipf { sums: weights.collect() }
    }

    fn draw(&self, chance: &mut Chance) -> usize {
        let whole = self.sums[self.sums.len() - 1];
        let point = (chance.next() >> 11) as f64 / (1_u64 << 53) as f64 * whole;
        self.sums.partition_point(|sum| *sum < point)
    }
}

/// Makes the words of all languages.
///
/// Errors: what the files of the glossary refuse, in words.
pub(super) fn all(root: &Path) -> Result<BTreeMap<&'static str, Words>, String> {
    let notions = notions(&root.join("data").join("terms"))?;
    let mut words = BTreeMap::new();
    for (lang, _) in LANGUAGES {
        let mut by_rank = Vec::with_capacity(WORDS);
        let mut known = BTreeSet::new();
        let mut chance = Chance::new(lang.bytes().map(u64::from).sum());
        let mut names = notions.iter().filter_map(|names| names.get(lang)?.first());
        while by_rank.len() < WORDS {
            let name = if by_rank.len() % NOTION_EVERY == NOTION_EVERY / 2 { names.next().cloned() } else { None };
            let word = name.unwrap_or_else(|| made_up(lang, by_rank.len(), &mut chance));
            if known.insert(word.clone()) {
                by_rank.push(word);
            }
        }
        words.insert(lang, Words { by_rank });
    }
    Ok(words)
}

type Names = BTreeMap<String, Vec<String>>;

/// The notions of the glossary, by id.
fn notions(folder: &Path) -> Result<Vec<Names>, String> {
    let mut all: BTreeMap<String, Names> = BTreeMap::new();
    let files = std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for file in files.flatten().map(|file| file.path()).filter(|path| path.extension().is_some_and(|e| e == "toml")) {
        let text = std::fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        // Files of another shape hold names of places and of values.
        all.extend(toml::from_str::<BTreeMap<String, Names>>(&text).unwrap_or_default());
    }
    // By a number that has nothing to do with the name, or related notions would be equally frequent.
    let mut notions: Vec<(u64, Names)> = all.into_iter().map(|(id, names)| (scattered(&id), names)).collect();
    notions.sort_by_key(|(number, _)| *number);
    Ok(notions.into_iter().map(|(_, names)| names).collect())
}

fn scattered(id: &str) -> u64 {
    id.bytes().fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

fn made_up(lang: &str, rank: usize, chance: &mut Chance) -> String {
    let from = |characters: &str, count: usize, chance: &mut Chance| -> String {
        let all: Vec<char> = characters.chars().collect();
        (0..count).map(|_| all[chance.below(all.len())]).collect()
    };
    // Frequent words are short.
    let longer = usize::from(rank > 300);
    match lang {
        "zh" => from(HAN, 2 + longer * chance.below(2), chance),
        "ja" if chance.below(4) == 0 => from(KATAKANA, 3 + longer + chance.below(3), chance),
        "ja" => from(HAN, 2 + longer * chance.below(2), chance),
        "ko" => from(HANGUL, 2 + longer * chance.below(2), chance),
        _ => {
            let mut word: String = (0..1 + longer + chance.below(2)).map(|_| SYLLABLES[chance.below(SYLLABLES.len())]).collect();
            word.push_str(ENDINGS[chance.below(ENDINGS.len())]);
            word
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_rank_is_the_same_word_and_frequent_ranks_are_drawn_more() {
        let (once, again) = (all(&crate::root()).unwrap(), all(&crate::root()).unwrap());
        for (lang, _) in LANGUAGES {
            assert_eq!(once[lang].by_rank, again[lang].by_rank);
            assert_eq!(once[lang].by_rank.iter().collect::<BTreeSet<_>>().len(), WORDS);
        }
        let (zipf, mut chance) = (Zipf::new(), Chance::new(1));
        let drawn: Vec<usize> = (0..20_000).map(|_| zipf.draw(&mut chance)).collect();
        let share = |from: usize, to: usize| drawn.iter().filter(|rank| (from..to).contains(*rank)).count();
        assert!(share(0, 10) > share(10, 30) && share(10, 30) > share(10_000, 11_000));
        assert!(drawn.iter().all(|rank| *rank < WORDS));
    }
}
