### The words of the interface in English. One sentence per message; UN editorial spelling; neutral wording.

## Frame

skip = Skip to the content
languages = Languages
crumbs = You are here
footer = More of the register
footer-note = Texts of the record are shown in the language of their source and marked so. What the register says in its own words is under CC BY 4.0.
as-of = The register is shown as of { $instant }. Later entries cannot be shown at present.
instant = { $date }, { $time } UTC
copied = Address copied
topics = Topics
mechanisms = Mechanisms
meetings-title = Meetings
documents = Documents
organisations = Organizations
about = About the register
feed-changes = Changes (Atom)
feed-calendar = Meetings as a calendar
download = The whole record (JSON Lines)
api = API (OpenAPI)
search-label = Search the register
search-hint = Meeting or outcome
search-hint-long = A word, a year, a meeting
search-button = Search
use-it = Take it with you
take-away = This list as

## Dates and numbers

month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
date-none = no date recorded
date-day = { $day } { $month } { $year }
date-month = { $month } { $year }
date-year = { $year }
date-decade = { $year }s
date-between = between { $from } and { $until }
date-days = { $from }–{ $until } { $month } { $year }
date-days-months = { $from } { $from-month } – { $until } { $until-month } { $year }
date-months = { $from }–{ $until } { $year }
date-range = { $from } – { $until }
date-since = since { $date }
date-from = from { $date }, end not known
date-from-short = from { $date }
date-until = until { $date }
date-about = about { $date }
date-uncertain = { $date } (uncertain)
date-about-uncertain = about { $date } (uncertain)
count = { $count }
times =
    { $count ->
        [one] { $count } time
       *[other] { $count } times
    }
comma = {", "}
apart = {", "}
colon = {": "}
list-next = { $list }, { $next }
list-last = { $list } and { $last }
run = { $from } to { $until }
run-years = { $from }–{ $until }
language-en = English
language-zh = Chinese
language-ja = Japanese
language-ko = Korean

## Names of things

kind-framework = Framework
kind-topic = Topic
kind-organisation = Organization
kind-place = Place
kind-mechanism = Mechanism
kind-meeting = Meeting
kind-document = Document
kind-commitment = Commitment
kind-evidence = Evidence
kind-initiative = Project
kind-process = Process
kind-exchange = Exchange or joint operation
kind-reading = Reading of a source
document-type-joint-statement = Joint statement
document-type-press-release = Press release
document-type-action-plan = Action plan
document-type-memorandum = Memorandum
document-type-declaration = Declaration
document-type-other = Other document
text-original = Words of the source
text-official = Official text
text-translation = Translation
text-unofficial = Unofficial text
text-summary = Summary
name-formal = formal
name-acronym = acronym
name-as-written = as a source writes it
name-former = former
status-planned = Announced
status-postponed = Postponed
status-cancelled = Cancelled
place-in-country = { $city }, { $country }
place-and-online = { $place }, and online
place-online = Online

## Meetings, series and the strip

meetings =
    { $count ->
        [one] { $count } meeting recorded
       *[other] { $count } meetings recorded
    }
meetings-of = Meetings: { $mechanism }
meetings-with = Meetings in which it took part: { $name }
series-whole =
    { $held ->
        [one] { $held } meeting recorded
       *[other] { $held } meetings recorded; none is missing in the numbering
    }
series-unnumbered =
    { $held ->
        [one] { $held } meeting recorded
       *[other] { $held } meetings recorded
    }
series-known =
    { $held } of { $expected } meetings known; { $count ->
        [one] the { $missing } is not recorded
       *[other] the { $missing } are not recorded
    }
series-none = No meeting recorded
series-silent = No meeting recorded since { $year }
latest = Latest: { $meeting }
all-meetings = { $shown } of { $count } meetings shown: see all
group-under = Under { $parent }
strip-held = Meetings by year: { $years }.
strip-silent = No meeting recorded: { $years }.
strip-planned = Announced: { $years }.
strip-none = No dated meeting is recorded.
legend-day = held on a known day
legend-vague = only the month or year is known
legend-planned = announced or postponed
legend-empty = no meeting recorded
outcomes = { $count }
outcomes-parts =
    { $parts ->
        [one] { $count }, with { $parts } part
       *[other] { $count }, with { $parts } parts
    }
column-date = Date
column-meeting = Meeting
column-place = Place
column-outcomes = Outcomes
column-documents = Documents
column-document = Document
column-type = Type
column-languages = Languages
column-revision = Revision
column-what = What
column-why = Why
column-by = By
pager = Pages of the list
pager-shown = { $shown } of { $total } shown here
pager-first = From the beginning
pager-next = Next
pager-previous = Previous

## Home

home-title = Meetings and what was agreed
home-heading = What was agreed, when and where
home-lead =
    { $commitments ->
        [0] { $mechanisms } mechanisms, { $meetings } meetings and { $documents } documents since { $year }.
       *[other] { $mechanisms } mechanisms, { $meetings } meetings, { $documents } documents and { $commitments } commitments since { $year }.
    } Search in English, Chinese, Japanese or Korean.
home-empty = The register is empty.
home-try = For example:
home-latest = Latest meetings
home-coming = Coming meetings
home-no-coming = The register holds no announcement of a coming meeting.
home-all-meetings = All meetings, newest first
home-all-commitments = All commitments, and what became of them

## Topic, mechanism, organisation, lists

topic-description = { $topic }: { $lead }
topic-lead =
    { $mechanisms ->
        [one] { $mechanisms } mechanism
       *[other] { $mechanisms } mechanisms
    }; { $meetings ->
        [one] { $meetings } meeting
       *[other] { $meetings } meetings
    } recorded between { $from } and { $until }.
topic-lead-year =
    { $mechanisms ->
        [one] { $mechanisms } mechanism
       *[other] { $mechanisms } mechanisms
    }; { $meetings ->
        [one] { $meetings } meeting
       *[other] { $meetings } meetings
    } recorded in { $year }.
topic-lead-none =
    { $mechanisms ->
        [one] { $mechanisms } mechanism
       *[other] { $mechanisms } mechanisms
    }; { $meetings } meetings with a date recorded.
topic-empty = No mechanism recorded.
documents-count =
    { $count ->
        [one] { $count } document
       *[other] { $count } documents
    }
meetings-csv = Meetings as CSV
meetings-json = Meetings as JSON
mechanism-description = { $mechanism }: { $known }.
level-as-written = { $level } (source: “{ $written }”)
facts = At a glance
groups = Groups under it
hosts = Hosts so far
hosts-of-this-page = Counted over the meetings on this page.
names = Names
parts = Parts of it
parties = Parties
working-languages = Working languages
fact-level = Level
fact-topics = Topics
fact-parent = Reports to
fact-established = Established
fact-ended = Ended
fact-predecessors = Follows
fact-successors = Followed by
fact-secretariat = Secretariat
fact-latest-event = Latest event, as the source names it
fact-party = Party
fact-part-of = Part of
fact-host = Host
fact-chair = Chair
fact-also-of = Joint meeting with
fact-files-at-source = Files offered by the source
fact-type = Type
fact-date = Date
fact-issuer = Issued by
fact-symbol = Symbol
fact-revises = Revises
fact-published = Published
fact-operation = What was done
fact-reason = Why
fact-by = By
fact-source = Source
fact-entry = Entry of the journal
fact-digest = SHA-256 of the revision
organisation-meetings =
    { $count ->
        [one] Took part in { $count } meeting recorded.
       *[other] Took part in { $count } meetings recorded.
    }
organisation-no-meetings = No meeting recorded in which it took part.
organisation-description = { $name }. { $count }
no-party = Belonging to no party
mechanisms-lead =
    { $count ->
        [one] { $count } mechanism, by topic.
       *[other] { $count } mechanisms, by topic.
    }
meetings-lead =
    { $count ->
        [one] { $count } meeting, newest first.
       *[other] { $count } meetings, newest first.
    }
documents-lead =
    { $count ->
        [one] { $count } document, newest first.
       *[other] { $count } documents, newest first.
    }
organisations-lead =
    { $count ->
        [one] { $count } organization, by party.
       *[other] { $count } organizations, by party.
    }
list-all = Show all
documents-of = Documents: { $title }
all-documents = { $shown } of { $count } documents shown: see all

## Meeting and document

meeting-description = { $title }, { $date }. Outcomes: { $outcomes }; documents: { $documents }.
as-written = As the source writes it: { $written }
certainty-report = Known from the press or another page, not from a page of those who took part.
certainty-inferred = Inferred from other facts.
certainty-well-known = Generally known; no page was read for it.
agenda = Agenda
outcomes-title = Outcomes
no-outcomes = This account records no outcome.
no-account = No account of agenda or outcomes is recorded.
accounts = Accounts of this meeting
account-name = { $language }: { $status }
account-summary = Summary: retold by the register in its own words, item by item. It is not the wording of the source.
line-of-source = line { $line } of the source
lines-of-source = lines { $from }–{ $until } of the source
line-short = line { $line }
lines-short = lines { $from }–{ $until }
item-link = Permanent address of this item
item-link-number = Item { $number }: permanent address
item-gone = no longer in the source
documents-by-language = Documents by language
documents-hint = A dot: a version in this language is recorded.
document-recorded = recorded
document-not-recorded = not recorded
no-documents = No document recorded.
participation = Participation
no-participation = No participant recorded.
host = host
attendee = attending
neighbours = Before and after
previous = previous
next = next
statements = Where sources differ
statements-hint = What other sources say stands beside what the register shows.
statement-preferred = shown above
statement-as-written = { $value } (written “{ $written }”)
notes = Notes
sources = Sources
source = source
source-mark = Source { $number }
source-read = read { $date }
source-licence = licence: { $licence }
document-description = { $type }: { $title } ({ $date }).
relation-adopted = adopted there
relation-issued = issued there
relation-listed = listed there by a source
relation-tabled = laid before it
renditions = Languages and files
no-renditions = No language version recorded.
rendition-original = Original
rendition-linked = at its publisher
rendition-held = file in the register
document-no-meetings = Related to no meeting in the register.

## Texts, side by side, versions

fact-revised-by = Revised by
version-this = this document
column-version = Version
matrix-caption = Files by version and language
rendition-no-file = no file
rendition-outdated = outdated
rendition-no-text = no text layer
rendition-read = Read
file-text = Text file
pages-count =
    { $count ->
        [one] { $count } page
       *[other] { $count } pages
    }
size-bytes = { $count } bytes
size-kb = { $count } kB
size-mb = { $count } MB
page-images = Images of pages
page-image = Image { $number }, { $language }
text = Text
text-languages = Language of the text
text-status = { $status }.
text-made-from = { $status }, made from the text in { $language }.
text-made-from-outdated = { $status }, made from an earlier text in { $language }, which was revised since.
text-about = { $status } Read by the register from the file ({ $file }); the file is what counts.
text-none = No text could be read from the files. The files themselves can be opened.
text-part = Part { $part } of { $of }
text-parts = Parts of the text
text-parts-end = Parts of the text, at its end
contents = Contents
quoted = “{ $text }”
clause-link = { $clause }: permanent address
page-of-file = page { $page }
finding-no-text = Some pages have no text that can be read; see the file.
finding-garbled = Some pages have characters that could not be identified; see the file.
finding-language = Some pages seem to be in another language than stated.
finding-left-out = The file is very long; not all of its text is here.
finding-active = The file carries scripts or actions; the register does not run them.
finding-attachments = The file carries other files, which were not read.
finding-damaged = A part of the file could not be read.
finding-tracked = Words that were deleted under tracked changes were left out.
side-by-side = Side by side
side-by-side-of = Side by side: { $title }
side-by-side-description = { $title } in { $languages }, clause against clause.
side-by-side-none = There are no two texts that can be set side by side.
side-by-side-lacks =
    { $count ->
        [one] The text in { $language } lacks { $count } clause that another has.
       *[other] The text in { $language } lacks { $count } clauses that another has.
    }
column-choice = Languages shown
column-most = Three languages stand side by side at most.
column-clause = Clause
clause-lacking = not in this text
versions = Versions
versions-of = Versions: { $title }
versions-description =
    { $count ->
        [one] { $title }: { $count } version.
       *[other] { $title }: { $count } versions in order, and what changed between two of them.
    }
versions-compare = Compare versions
versions-only-one = The register holds one version; there is nothing to compare it with.
versions-no-texts = No two versions have a text with clauses in the same language.
versions-same = Choose two different versions.
versions-not-in-language = One of the versions chosen has no text with clauses in this language.
version-option = { $date }: { $title }
compare-from = From
compare-to = To
compare-language = Language
compare-button = Compare
compared-heading = From { $from } to { $to }
compared-words = Words: { $removed } taken out, { $inserted } put in.
compared-characters = Characters: { $removed } taken out, { $inserted } put in.
compared-eojeol = Eojeol: { $removed } taken out, { $inserted } put in.
compared-bounded = The two texts are so long and so different that not every pairing of clauses was weighed; a better one may exist.
compared-same = The two texts are the same.
fate-same = Unchanged
fate-changed = Reworded
fate-moved = Moved
fate-moved-and-changed = Moved and reworded
fate-added = Added
fate-dropped = Dropped
fate-is-changed = Reworded: { $clause }
fate-is-moved = Moved from { $from } to { $to }
fate-is-moved-and-changed = Moved from { $from } to { $to } and reworded
fate-is-added = Added: { $clause }
fate-is-dropped = Dropped: { $clause } of { $version }
kin-added = Its words stood in { $clause } before.
kin-dropped = Its words are now in { $clause }.
unchanged-one = Unchanged: { $from }
unchanged-one-before = { $unchanged } (before: { $from })
unchanged-run-before = { $unchanged } (before: { $from } to { $to })
unchanged-run = Unchanged: { $count } clauses, from { $from } to { $to }
piece-removed = taken out:
piece-inserted = put in:
column-add = Add { $language }:
column-remove = Take away { $language }:
failure-file-title = This file is damaged
failure-file = The file { $digest } is not what was put into the register, and is not shown. Those who run the register can see why in its log.

## Worklists

worklists = Worklists
worklists-lead = What the register still lacks of its documents, for those who keep it.
worklists-empty = Nothing is lacking.
column-want = What is lacking
want-none = No document is in this list.
want-no-file = Without a file
want-no-file-lead = Documents of which the register has a title and no file.
want-language-missing = A language is missing
want-language-missing-lead = Documents that have a file in some working languages and not in others.
want-outdated = Outdated translations
want-outdated-lead = Translations of a text that was revised since.
want-no-text = No text layer
want-no-text-lead = Files of which no words could be read.
want-language-differs = In another language than stated
want-language-differs-lead = Files whose words seem to be in another language than the register says.
want-pages-differ = Pages differ between languages
want-pages-differ-lead = Language versions with another number of pages. This may be typesetting alone.
want-clauses-differ = Clauses differ between languages
want-clauses-differ-lead = Language versions in which other clauses were found: one may lack something, or be numbered in another way.
want-outdated-row = { $language }, made from an earlier text in { $other }
want-language-differs-row = stated: { $language }; read: { $other }
want-pages-differ-row = { $language }: { $count } pages; { $other }: { $other-count } pages
want-clauses-differ-row = { $language }: { $count } clauses; { $other }: { $other-count } clauses.
want-first-difference = First difference: { $clause }

## Record, history, citation

record = This record
history = History
permanent-address = Permanent address
as-json = As JSON
cite = Cite this
cite-revision = Revision { $revision }, published { $published }
cite-plain = { $title }. { $register }, revision { $revision }, { $published }. { $address }
cite-plain-dated = { $title }, { $date }. { $register }, revision { $revision }, { $published }. { $address }
history-title = History
evidence-title = { $bearing }: { $commitment }
history-of = History of { $record }
history-description =
    { $count ->
        [one] { $record }: { $count } revision, with its reason.
       *[other] { $record }: { $count } revisions, each with its reason.
    }
history-hint = Nothing that was published is lost: each revision can be read again, with what it changed.
revision-short = Revision { $revision }
revision-title = Revision { $revision }
revision-of = Revision { $revision } of { $record }
revision-description = { $record} as it was published in revision { $revision }, with what it changed.
revision-is-latest = This is the latest revision.
revision-is-old = This is revision { $revision } as it was published; the latest is revision { $latest }.
revision-see-latest = See the latest
revision-compared = Changed since revision { $revision }
revision-unchanged = No field differs.
revision-fields = All fields, as published
revision-withdrawal = The record was withdrawn: { $reason }
revision-move = The record moved to { $to }: { $reason }
revision-redaction = The text of revision { $revision } was removed: { $ground }
revision-redacted = The text of this revision was removed on { $date }: { $ground }
redacted = text removed
before = Before:
after = After:
operation-first = First published
operation-publish = Revised
operation-withdraw = Withdrawn
operation-rename = Renamed
operation-merge = Merged into another
operation-redact = Text of a revision removed
role-editor = editor
role-operator = operator
role-system = program
field-id = Id
field-names = Names
field-titles = Titles
field-date = Date
field-date-as-written = Date as written
field-place = Place
field-ordinal = Ordinal
field-ordinal-as-written = Ordinal as written
field-host = Host
field-chair = Chair
field-status = Status
field-mechanism = Mechanism
field-participation = Participation
field-accounts = Accounts
field-sources = Sources
field-statements = Statements
field-notes = Notes
field-topics = Topics
field-level = Level
field-parent = Reports to
field-established = Established
field-relations = Meetings
field-renditions = Languages and files
field-document-type = Type
field-issuer = Issued by
field-party = Party
field-download-languages = Files offered by the source
field-latest-event = Latest event
field-certainty = Certainty
field-certainty-reason = Reason of the certainty
field-documents = Documents
field-is-online = Online
field-also-of = Joint meeting with
field-as-written = As written
field-author = Put down by
field-bearing = Bearing
field-cells = Steps reached
field-commitment = Commitment
field-commitments = Commitments
field-descriptions = Description
field-due = Due
field-every = Every
field-exchange-type = Type of exchange
field-field = Field of work
field-from = From
field-until = Until
field-ground = What it rests on
field-initiative = Project
field-initiatives = Projects
field-is-beginning = First step
field-item = Item
field-key = Key
field-kind = Kind
field-lang = Language
field-mechanisms = Mechanisms
field-meetings = Meetings
field-meetings-of = Meetings of
field-offices-as-written = Offices as written
field-origins = Origin
field-parties = Parties
field-period = Period
field-plans = Meeting planned
field-pointer = Where the words stand
field-record = Record
field-reported-at = Reported at
field-revision = Revision
field-rhythm = Rhythm
field-role = Role
field-scope = Scope
field-sha256 = SHA-256
field-source = Source
field-state = State
field-step = Step
field-steps = Steps
field-text = Text
field-texts = Texts
field-tied-to = Tied to
field-host-of = Host of
field-times = Times
field-track = Track
field-tracks = Tracks
field-type = Type
field-until-meeting = Until the meeting
field-url = Address
field-superseded-by = Superseded by
field-clause = Clause
field-anchor = Place of the clause
field-span = Letters meant
field-to = To
field-count = Figure
field-channel = Channel
field-confirmed-by = Confirmed by
field-offices = Offices
field-sent = Sent
field-acknowledged = Acknowledged
field-next-due = Next due
field-debrief = Debrief
field-within = { $field } › { $rest }

## Search

search-title = Search
search-for = { $query }: search
search-description = Mechanisms, meetings, outcomes, commitments and documents, found in four languages.
search-all =
    { $count ->
        [one] { $count } record in the register
       *[other] All { $count } records of the register
    }
search-found =
    { $count ->
        [one] { $count } result for “{ $query }”
       *[other] { $count } results for “{ $query }”
    }
search-none = No record found for “{ $query }”
search-none-hint = Fewer or other words may help, in any of the four languages. Conditions that are chosen above can be taken away one by one.
search-browse = Or look through a topic
search-shown = { $from }–{ $until } of { $count }
search-help = How to search
search-help-lead = Type what you remember: words, a number, a place, a year, in any of the four languages. No query is wrong; what was not understood is said beside the results.
search-none-at-all = No record fits these conditions
search-meant = Did you mean { $query }?
search-count =
    { $count ->
        [one] { $count } result
       *[other] { $count } results
    }
search-widened = Also looked for: { $names }. { $link }
search-was-literal = Only the words as typed were looked for. { $link }
read-as = Read as:
read-phrase = Exactly
read-beginning = Begins with
read-ordinal = Ordinal
read-date = Date
read-without = Without { $what }
empty-near-title = Written nearly so
empty-near = For “{ $typed }”: { $words }
empty-without-title = With one condition less
empty-without =
    Without { $condition }: { $count ->
        [one] { $count } record
       *[other] { $count } records
    }
empty-without-words =
    Without the words: { $count ->
        [one] { $count } record
       *[other] { $count } records
    }
empty-unwanted = Left out
empty-equivalents-title = Other names
empty-equivalents = For “{ $typed }”: { $names }
suggest-queries = Queries
suggest-records = Records
suggest-none = No suggestions.
suggest-count =
    { $count ->
        [one] { $count } suggestion.
       *[other] { $count } suggestions.
    }
help-column-what = What you type
help-column-found = What is found
help-column-example = For example
help-column-name = Condition
help-column-others = In other languages
help-words = Words
help-words-text = Records that have all the words; if none has, those that have most of them, and it is said. Case, accents, plural and spelling (“organise”, “organize”) make no difference.
help-languages = In any language
help-languages-text = What you type is looked for by its names in the other languages, too. Such results come after those with your own words, and say by which name they were found. One click looks for the words as typed only.
help-phrase = “Words in quotation marks”
help-phrase-text = Records that have the words next to each other as written. Quotation marks of every language will do: " " “ ” 「 」 『 』 《 》.
help-without = -word
help-without-text = Records without the word. Conditions can be turned round in the same way.
help-or = OR
help-or-text = Records that have one or the other. OR is written in capitals.
help-beginning = word*
help-beginning-text = Words that begin like this.
help-ordinal = Numbers of meetings
help-ordinal-text = The meeting of that number. 6th, 第6回, 第六次 and 제6차 are the same.
help-date = Years, months, days
help-date-text = What took place then, written as you would write it: 2011, November 2011, 2011年11月, 2011-11-11. What is known less precisely is found as well, and marked.
help-spelling = A slip of the finger
help-spelling-text = Where no record has a word as typed, words written nearly so are looked for, and it is said.
help-conditions = Conditions
help-conditions-text = A name, a colon and a value narrow the results. The value is an id or a name in any language; a name of several words goes into quotation marks. The name of the condition may be in any of the four languages, and the colon may be full-width.
help-parts = Behind “{ $field }:” can stand: { $parts }.
help-field-kind = Only this kind of record
help-field-topic = Only this topic
help-field-level = Only this level
help-field-mechanism = Only this mechanism, its meetings and documents, and what was agreed there
help-field-party = Only meetings in which this party took part, and commitments that name it
help-field-host = Only meetings that this party hosted
help-field-place = Only meetings at this place
help-field-year = Only this year, or from one year to another
help-field-before = Only what took place before this year, month or day
help-field-after = Only what took place after this year, month or day
help-field-type = Only this type of document, and meetings that have one
help-field-lang = Only records with text in this language
help-field-in = The words must stand in this part of the record
help-typing = While you type
help-typing-text = Queries and records are suggested below the box. The arrow keys choose one, Enter goes there, Escape closes the list. While an input method is composing, the list stays quiet. Without script nothing is missing: type and press Enter.
help-keep = Keeping a search
help-keep-text = The address of a result page holds the whole search and can be kept or passed on. The list can be taken away as CSV or JSON, and followed as an Atom feed; the links stand below it.
semicolon = {"; "}
sort = Order:
sort-relevance = best match
sort-newest = newest first
sort-oldest = oldest first
conditions = Conditions in force
condition-remove = Remove
conditions-clear = Remove all
facets = Narrow the results
facet-kind = Kind of record
facet-topic = Topic
facet-level = Level
facet-mechanism = Mechanism
facet-party = Party
facet-host = Host
facet-place = Place
facet-year = Year
facet-type = Type of document
facet-lang = Language of the text
facet-before = Before
facet-after = After
facet-in = Part of the record
facet-days = Dates
facet-chosen = (chosen; select to remove)
facet-more = { $count } more
days-from = from
days-until = until
days-hint = A year, a month (2017-11) or a day (2017-11-30).
days-apply = Apply
may-match = may lie in these dates
found-in-title = Title
found-in-place = Place
found-in-people = Participant
found-in-agenda = Agenda
found-in-outcome = Outcome
found-in-document = Document
found-in-note = Note
found-in-context = Part of
found-in-paper = Text
found-on-page = { $field }, p. { $page }
found-in-file = PDF, p. { $page }
found-in-organisation = Organization
found-in-item = { $field } { $number }
note-some-words = No record has all the words; these have some of them, those with most first.
note-loosened = No record has the words exactly as joined; these have their parts.
note-unknown-field = “{ $name }:” is not a condition that the search knows; it was read as words.
note-unknown-value = { $field }: the register has no “{ $value }”; it was read as words.
note-several-values = { $field }: “{ $value }” fits several; it was read as words.
note-near-spellings = No record has “{ $typed }”; what is written nearly so was looked for: { $words }.
note-open-quote = A quotation mark has no partner; the words were read without it.
note-not-understood = Passed over, as it has no meaning for the search: “{ $what }”.
note-date-not-understood = “{ $what }” is not a year, month or day such as 2017, 2017-11 or 2017-11-30; the dates were not narrowed by it.
note-cut-characters = The query was very long; only its beginning was read.
note-cut-clauses = The query has very many words; only the first were read.
note-cut-expansions = Very many words begin with “{ $prefix }”; only the commonest were looked for.
note-cut-near-spellings = The query has many words that no record has; near spellings were looked up of the first only.
note-cut-effort = Very many records have the words of this query; only its first parts were looked for.
search-literally = Look only for the words as typed
search-other-names = Look also for other names of what the words name
found-because = { $typed } =

## About

about-description = What the register holds, from which sources, under which licence, and how far to trust it.
about-what-title = What it is
about-what = The register keeps the mechanisms of a cooperation, their meetings, who took part, what was on the agenda, what came out, the documents, and what was agreed and what became of it.
about-holds = It holds { $topics } topics, { $mechanisms } mechanisms, { $meetings } meetings, { $documents } documents, { $organisations } organizations and { $commitments } commitments.
about-as-of = As of { $date }, entry { $entry } of the journal.
about-data-title = Data and sources
about-data = Records name their sources, with the day on which each was read where that is known; a commitment points to the meeting or document in which it was said. Where sources differ, what they say stands side by side, with the value that the register shows and the reason.
about-words = The words of a source are kept as found, also where they are misspelt. A summary or a translation is marked as such.
about-trust-title = How far to trust it
about-trust = The register is not the official record of those who met. Most facts come from their own pages; those from the press, or inferred, say so. Dates and places are no more precise than their source.
about-gaps = “Not recorded” means that the register has nothing on it, not that nothing took place.
about-forever = What was published stays: each revision can be read again, addresses do not die, and a record that was withdrawn says when and why.
about-licence-title = Licence
about-licence = What the register says in its own words, and its data, may be used by anyone who names it:
about-licence-sources = The words of sources and their documents belong to those who published them.
about-privacy-title = Privacy
about-privacy = This site sets no cookie, loads nothing from other sites and counts no visitor. What is typed into the search box is sent to this site alone, also while it is typed, and the register does not record it. Names of persons stand only where a source names them in their public office.
about-report-title = Report an error
about-report = Write to the body that runs this register and name the permanent address of the record, which stands on its page, and a source. A correction is published as a new revision, with its reason.
about-neutral-title = Names and order
about-neutral = Names of parties and places, and their order, follow the framework and the sources and imply no position of the register.

## Refusals

failure-not-found-title = There is no such page
failure-refused-title = This cannot be shown
failure-fault-title = Something went wrong here
failure-gone-title = This record was withdrawn
failure-gone = It was withdrawn on { $date }. Its history can still be read.
failure-method-title = Pages can only be read
failure-method = This address answers to GET and HEAD only.
failure-part = The value of “{ $part }” in the address is not of the form that was expected. Without it the page can be shown.
failure-near = Perhaps one of these was meant
failure-search = Search the register
failure-home = To the topics
error-not-found = The register has no page at this address. Addresses that were once published do not vanish: perhaps it is misspelt.
error-withdrawn = The record was withdrawn.
error-invalid = A part of the address is not of the form that was expected.
error-rule-broken = The record breaks a rule of the register.
error-conflict = The record changed since it was read.
error-missing = Something has to be said first.
error-unreadable = The source could not be read.
error-too-large = This is larger than is taken.
error-busy = The register is busy. Please try again in a moment.
error-unreachable = The register’s journal does not answer at present. Nothing was published; please try again in a moment.
error-uncertain = It is not known whether the change was published. Those who run the register can find out from its log.
error-io = The page could not be made. Those who run the register can see why in its log.
error-schema-newer = The page could not be made. Those who run the register can see why in its log.
error-corrupt = The page could not be made. Those who run the register can see why in its log.
error-bug = The page could not be made. Those who run the register can see why in its log.

## Feeds

feed-title = Changes of the register
feed-published-first = Published for the first time.
feed-published = Published as revision { $revision }.
feed-withdrawn = Withdrawn; its address says why.
feed-renamed = Moved to another address; the old one leads there.
feed-merged = Joined into another record; the old address leads there.
feed-redacted = The text of an earlier revision was removed; the entry says on what ground.
calendar-name = Meetings in the register
calendar-left-out = { $count ->
    [0] Every meeting that was asked for is in this calendar.
    [one] One meeting of which no exact day is known is not in this calendar.
   *[other] { $count } meetings of which no exact day is known are not in this calendar.
}

## Commitments and what became of them

commitments = Commitments
commitments-lead =
    { $count ->
        [one] One commitment.
       *[other] { $count } commitments.
    } What became of each is derived from its evidence, in neutral words.
commitments-all = All commitments ({ $count })
commitments-none = No commitment answers to this.
commitment-description = Commitment: { $title }. { $state }.
state-no-evidence = No evidence of action found
state-begun = Begun
state-advanced = Advanced
state-fulfilled = Fulfilled
mark-superseded = Superseded
mark-ended = Ended
mark-disputed = Disputed
silent-since =
    { $count ->
        [one] Nothing recorded since { $date }; one meeting since then could have reported.
       *[other] Nothing recorded since { $date }; { $count } meetings since then could have reported.
    }
silent-at-least = { $count } or more
silent-no-meeting = Nothing recorded since { $date }; no later meeting of this body is recorded.
silent-without-meeting = No later meeting recorded
past-due = The stated date has passed.
origins = Origin
origin-made = Agreed
origin-reaffirmed = Reaffirmed
origin-before = Said before
origin-also = Also said there
origin-without-words = The register holds no words for this.
quote-parts =
    { $count ->
        [one] … (one part)
       *[other] … ({ $count } parts)
    }
words-changed = The words have been changed since; these are those of revision { $revision }.
words-gone = These words are no longer there; they are those of revision { $revision }.
fact-parties-meant = Parties concerned
all-parties = All parties
fact-responsible = Body responsible
fact-field = Field
fact-due = Due
due-none = None stated
fact-rhythm = Rhythm
evidence = Evidence
evidence-none = No evidence is recorded. That says what the register holds, not what was done.
evidence-rhythm-only = Beside the meetings below no evidence is recorded. That says what the register holds, not what was done.
evidence-begins = { $bearing }, first step
evidence-before = Before the agreement; shown and not counted.
evidence-outside = Source outside the register
evidence-statement = { $party } states
bearing-reaffirms = Reaffirms
bearing-advances = Advances
bearing-fulfils = Fulfils
bearing-supersedes = Supersedes
bearing-ends = Ends
bearing-disputes = Disputes
rhythm-title = Rhythm and record
periods-label =
    { $count ->
        [one] One period
       *[other] { $count } periods
    }; nothing recorded in { $nothing }.
column-period = Period
column-recorded = On record
recorded-here = Recorded
recorded-elsewhere = Recorded elsewhere
recorded-nothing = Nothing recorded
recorded-not-over = Period not yet over
recorded-beside = Recorded; the other body is not recorded to have met
recorded-times = { $found } of { $times } recorded
host-same = The same host
host-other = Another host
plan-title = Plan and outcome
plan-planned = Planned
plan-held = Held
turn-title = Next host
turn-hosts = Hosts on record ({ $known } of { $all } meetings): { $order }
turn-rotation = { $party } may be the next host: so far the hosts followed one another in the order { $order }. This is an expectation, not a fact.
turn-tied = { $party } may be the next host: the host is as a rule the same as that of the { $mechanism }, whose hosts followed one another in the order { $order }. This is an expectation, not a fact.
turn-none = No expectation of the next host follows from the record.
belongs-to = Belongs to
processes = Processes
exchanges = Exchanges and joint operations
exchange-type-information = Information
exchange-type-seizure-notices = Notices of seizures
exchange-type-statistics = Statistics
exchange-type-officers = Officers
exchange-type-joint-operation = Joint operation
exchange-type-other = Other exchange
exchange-count =
    { $count ->
        [one] One record
       *[other] { $count } records
    }, confirmed by every party named
exchange-no-count = No figure: one is shown only once every party named has confirmed it.
exchanges-lead =
    { $count ->
        [one] One exchange or joint operation.
       *[other] { $count } exchanges and joint operations.
    } What is registered is that they took place, never what was exchanged.
exchanges-none = No exchange answers to this.
exchange-title = { $type }, { $period }
exchange-description = Register of exchanges: { $title }. That it took place, between whom and when.
exchange-from-to = { $from } to { $to }
fact-took-part = Took part
fact-from = From
fact-to = To
fact-count = Figure
fact-confirmed-by = Confirmed by
fact-unconfirmed = Not yet confirmed by
fact-channel = Channel
fact-sent = Sent
fact-acknowledged = Receipt acknowledged
fact-next-due = Next due
fact-offices = Offices
fact-scope = Subject, in general terms
fact-debrief = Reviewed together
fact-reported-at = Reported at
fact-commitment = Commitment
fact-initiative = Project
process-description = { $title }: steps by pairs of parties
initiative-description = The project { $title }: where it was agreed, and what belongs to it.
initiative-records = Instruments and meetings
column-track = Parties
cell-planned = Planned
cell-under-way = Under way
cell-reached = Done
cell-nothing = No source
brief-title = Open list for the { $meeting }
brief-lead = What was agreed and is still open, as far as the register knows. As of { $date }.
brief-closed = No longer open
brief-latest = Latest evidence: { $date }
brief-link = Open list for the next meeting
follow-title = What was open, and what this meeting did about it
follow-as-of-today = States are those of today, not of the day of the meeting.
follow-new = Agreed here
follow-taken-up = Taken up here
follow-carried-over = Open before and not mentioned here, as far as the register knows
narrow = Narrow the list
narrow-clear = Show all
narrow-state = How far
narrow-mark = Marks
narrow-silent = Meetings since the last record
narrow-field = Field of work
narrow-mechanism = Mechanism
narrow-topic = Topic
narrow-party = Party named
narrow-year = Year agreed
narrow-type = Type
narrow-commitment = Commitment
narrow-initiative = Project
narrow-open = Open
open-only = Only what is open
method-link = How this is derived
method-title = How the register follows what was agreed
method-commitment = A commitment is something that the parties agreed: discrete, specific, public and collective. An exchange of views is not one. Each names the meeting or document in which it was said and, where the register holds the words, points to them at the revision in which they stood.
method-confirmed = Rules may propose commitments and evidence; a person confirms each. Nothing stands here that nobody confirmed. Who published a record, when and why, stands in its history.
method-evidence = Evidence is a later outcome, a document, a fact with its source, or what a party says itself; the last is shown as that party’s words. Each piece says how it bears on the commitment: it reaffirms, advances, fulfils, supersedes, ends or disputes it.
method-before = What certainly lies before the agreement is shown and not counted; a date that leaves it open is counted.
method-reply = A party that sees something otherwise can reply on the record: a statement that it has published and made known to the body that runs this register is entered as that party’s words, with its source.
method-how-far = How far a commitment has come is never entered by hand. It is the highest of four grades that its evidence supports: no evidence of action found, begun, advanced, fulfilled. More evidence never lowers it; evidence that is withdrawn no longer counts.
method-grades = Evidence that reaffirms changes no grade. A first step makes a commitment begun, any other advance makes it advanced, and only evidence that it was fulfilled makes it fulfilled. Where something recurs, what fulfils one period advances the whole; so does, without further evidence, a recorded meeting that the rhythm asks for.
method-marks = Beside it stand the marks superseded, ended and disputed, each with the evidence that makes it so. What is fulfilled, superseded or ended is no longer open; what is disputed stays open.
method-silence = For what is open the register says when something was last recorded of it: the agreement, a reaffirmation, any evidence, or a meeting that its rhythm asks for. It counts the later meetings of the body responsible that do not speak of it; a meeting whose date may lie before is not counted. Nothing recorded does not mean that nothing was done.
method-no-meeting = Where the body responsible has no recorded meeting since then and two whole years have gone by, the register says that instead: nobody could have reported.
method-rhythm = Where the words state a rhythm, each period is held against what is recorded: recorded, recorded elsewhere (by a source outside the register), nothing recorded, or not yet over. The periods run from the agreement to the stated end, to the day on which it was superseded or ended, or to today. Where a body follows another, its meetings are held against those of the other, year by year; a meeting in a year in which the other is not recorded to have met is shown and not counted.
method-turn = Who may be the next host follows from the hosts so far, and only if each of them is known, their order has no exception and has come round at least once; or, for a body that follows the host of another, from the hosts of that body in the same way. It is an expectation with its reason.
method-exchange = Of an exchange or a joint operation the register keeps that it took place, never what was exchanged. A figure is shown only once every party named has confirmed it.
method-limits-title = Limits
method-limits = There is no score and no ranking of parties. Of what it does not hold the register says nothing.
item-at = Item { $number }
clause-commitment = Commitment: { $commitment }
