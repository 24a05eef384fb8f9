//! `chancery document add`: files into documents, one by one or by a manifest.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use chancery_app::keeping::Register;
use chancery_app::papers::manifest::{self, parse_relation, parse_status};
use chancery_app::papers::{self, Lot, NewPaper, Reader, Target};
use chancery_app::{AppError, ErrorKind};
use chancery_model::{DocumentId, DocumentType, Edtf, Lang, MeetingId, Relation, TextStatus};

use super::report;
use crate::cli::input::in_file;
use crate::cli::stop::Wish;
use crate::cli::table::read_table;
use crate::cli::{Done, Failure, Output, Session};

/// Add files to documents, or make documents of them
///
/// The type of a file is told by its content; so is its language, unless it is given. A file takes the place of the one in
/// the same language and form, which stays in the history; the same bytes change nothing. Files are read in a process of
/// its own with limits of memory and time; one that cannot be read is kept and says so, one that is none of the kept types
/// or was made to do harm is refused. The exit status is 1 if a file was refused; the others are added all the same.
///
/// Files are published fifty at a time, and how far it has come is told on standard error. Ctrl-C stops after the files under
/// way, a second one at once; the same command again goes on behind what is published.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Files: PDF, DOCX, ODT, XLSX, HTML, plain text, PNG, JPEG, TIFF
    #[arg(id = "paths", value_name = "FILE", required_unless_present = "manifest", requires = "to")]
    files: Vec<PathBuf>,
    /// Document that the files belong to, or meeting (such as tchm/6) whose document they become; then give --title
    #[arg(long, value_name = "ID")]
    to: Option<String>,
    /// Language of the files, such as ja; told by their text if not given
    #[arg(long, value_name = "TAG")]
    lang: Option<Lang>,
    /// What the files are to their source: official, original, translation or unofficial
    #[arg(long, value_name = "WORD", value_parser = |text: &str| parse_status(text).map_err(|e| e.message))]
    kind: Option<TextStatus>,
    /// Language that a translation was made from; it is outdated when that text is replaced
    #[arg(long, value_name = "TAG")]
    from: Option<Lang>,
    /// Title of a new document, or its title in another language
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// Type of a new document, such as action-plan; told by its title if not given
    #[arg(long = "type", value_name = "WORD")]
    document_type: Option<DocumentType>,
    /// Date of the document, such as 2017-11 or 2017-11-30
    #[arg(long, value_name = "DATE")]
    date: Option<Edtf>,
    /// Symbol of the document, such as 2006/SOM3/SCCP2/060
    #[arg(long, value_name = "TEXT")]
    symbol: Option<String>,
    /// How a new document stands to its meeting: adopted, issued, listed or tabled; listed if not given
    #[arg(long, value_name = "WORD", value_parser = |text: &str| parse_relation(text).map_err(|e| e.message))]
    relation: Option<Relation>,
    /// Let no other file in the same language stay, whatever its form
    #[arg(long)]
    only: bool,
    /// Table of files in CSV or XLSX, one a row
    ///
    /// Its first row names the columns: file, document, meeting, relation, title, type, date, symbol, language, kind, from.
    /// A row that cannot be taken is named with its line, and nothing of it is published.
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with_all = ["paths", "to", "lang", "kind", "from", "title", "document_type", "date", "symbol", "relation", "only"]
    )]
    manifest: Option<PathBuf>,
    /// Folder that the manifest's files are in; that of the manifest if not given
    #[arg(long, value_name = "FOLDER", requires = "manifest")]
    folder: Option<PathBuf>,
    /// Why, for the journal
    #[arg(long, value_name = "TEXT", default_value = "Files added from the command line")]
    reason: String,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
}

/// What to do after a stop, whatever its reason.
const GOES_ON: &str = "the same command goes on where this one stopped: what is published already is passed over";

/// Runs the command.
pub(super) async fn run(args: &Args, session: &Session, output: &mut Output) -> Result<Done, Failure> {
    let register = session.register(output).await?;
    let reader = session.paper_reader()?;
    let (lines, rows) = match &args.manifest {
        Some(path) => read_manifest(path, args.folder.as_deref(), &reader).await?,
        None => (Vec::new(), files_of(args, &register).await?.into_iter().map(Ok).collect()),
    };
    let mut told = report::Told::new(args.json, lines, rows.len());
    let (mut papers, mut bad) = (Vec::new(), Vec::new());
    for (at, row) in rows.into_iter().enumerate() {
        match row {
            Ok(paper) => papers.push((at, paper)),
            Err(error) => bad.push((at, error)),
        }
    }
    for (at, error) in bad {
        told.refuse(&error, at, output)?;
    }
    output.flush()?;
    let (places, papers): (Vec<usize>, Vec<NewPaper>) = papers.into_iter().unzip();
    let mut next = places.as_slice();
    let mut failure = None;
    let wish = Wish::listen("stopping when the files under way are published; once more stops at once")?;
    let on_lot = |lot: Lot| {
        let (these, rest) = next.split_at(lot.rows.len().min(next.len()));
        next = rest;
        // What is published is told at once, even if the command is killed before its end.
        told.tell(lot, these, output).and_then(|()| output.flush()).map_err(|why| {
            let error = AppError::new(ErrorKind::Io, why.message.clone());
            failure = Some(why);
            error
        })?;
        told.say_how_far(output);
        Ok(if wish.is_there() && !rest.is_empty() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    };
    let added = papers::add(&session.ctx(), &register, &reader, papers, &args.reason, on_lot).await;
    if let Some(failure) = failure {
        return Err(failure);
    }
    let (has_begun, is_broken_off) = (told.has_begun(), !next.is_empty());
    let done = if has_begun || added.is_ok() { told.finish(output)? } else { Done::Partly };
    match added {
        Err(error) if has_begun && error.hint.is_none() => Err(Failure::from(error).with_hint(GOES_ON)),
        Err(error) => Err(error.into()),
        Ok(()) if is_broken_off => Err(Failure::new("stopped before the last file").with_hint(GOES_ON)),
        Ok(()) => Ok(done),
    }
}

/// The files that the arguments name.
async fn files_of(args: &Args, register: &Register) -> Result<Vec<NewPaper>, Failure> {
    let to = target_of(args.to.as_deref().unwrap_or_default(), register, args.title.is_some()).await?;
    let paper = |path: &PathBuf| NewPaper {
        path: path.clone(),
        name: path.display().to_string(),
        to: to.clone(),
        relation: args.relation,
        title: args.title.clone(),
        document_type: args.document_type.clone(),
        date: args.date,
        symbol: args.symbol.clone(),
        lang: args.lang.clone(),
        status: args.kind,
        from: args.from.clone(),
        is_only: args.only,
    };
    Ok(args.files.iter().map(paper).collect())
}

/// Only meetings have a slash in their id.
async fn target_of(to: &str, register: &Register, has_title: bool) -> Result<Target, Failure> {
    let invalid = |error: chancery_model::id::IdError| Failure::misuse(error.to_string());
    let to = to.strip_prefix("document:").or_else(|| to.strip_prefix("meeting:")).unwrap_or(to);
    let target = match to.contains('/') {
        true => Target { meeting: Some(to.parse::<MeetingId>().map_err(invalid)?), document: None },
        false => Target { document: Some(to.parse::<DocumentId>().map_err(invalid)?), meeting: None },
    };
    let address = match (&target.document, &target.meeting) {
        (Some(id), _) => format!("document:{id}"),
        (_, Some(id)) => format!("meeting:{id}"),
        _ => String::new(),
    };
    let known = address.parse().map_err(|_| Failure::misuse(format!("{to:?} is no id")))?;
    if !register.knows(&known).await? {
        let hint = "`chancery search WORDS` finds it; files go to a document, or with a title to a meeting such as tchm/6";
        return Err(Failure::new(format!("there is no {address}")).with_hint(hint));
    }
    if target.meeting.is_some() && !has_title {
        return Err(Failure::misuse("a document of a meeting needs a title").with_hint("give --title and perhaps --type"));
    }
    Ok(target)
}

/// What a manifest asks for: the line of each row, and the row.
type Manifest = (Vec<u64>, Vec<Result<NewPaper, AppError>>);

async fn read_manifest(path: &Path, folder: Option<&Path>, reader: &Reader) -> Result<Manifest, Failure> {
    let usual = path.parent().filter(|parent| *parent != Path::new("")).unwrap_or(Path::new("."));
    if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
        return Err(
            Failure::new(format!("{}: there is no such folder", folder.display())).with_hint("give the folder of the files with --folder")
        );
    }
    let table = read_table(path, reader).await?;
    let rows = manifest::read_table(table, folder.unwrap_or(usual)).map_err(|error| in_file(path, error))?;
    if rows.is_empty() {
        return Err(Failure::new(format!("{}: there is no file below the names of the columns", path.display())));
    }
    Ok(rows.into_iter().unzip())
}
