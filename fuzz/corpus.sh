#!/bin/sh
# Makes what the targets start from: fuzz/corpus/TARGET from the queries, pages and specimens of this repository, and
# fuzz/corpus/TARGET.dict from the words beside this file, since libFuzzer reads words only as escaped bytes.
# Wants unzip and xxd.
set -eu
cd "$(dirname "$0")/.."
at=fuzz/corpus
for words in fuzz/words/*.txt; do
    target=$(basename "$words" .txt)
    mkdir -p "$at/$target"
    while IFS= read -r word; do
        printf '"%s"\n' "$(printf '%s' "$word" | xxd -p -c 0 | sed 's/../\\x&/g')"
    done <"$words" >"$at/$target.dict"
done
# One query a file.
awk -v at="$at/read_query" -F ' => ' '/ => / { file = sprintf("%s/%04d", at, ++n); printf "%s", $1 >file; close(file) }' relevance/*.txt
cp crates/ingest/tests/pages/*.txt crates/ingest/tests/pages/*.html "$at/read_tcs/"
cp data/specimens/*.html crates/ingest/tests/pages/*.html "$at/read_paper_text/"
# Only the parts that a target puts into a sound archive, one behind the other, since it reads each from the same bytes.
for file in data/specimens/*.docx; do
    unzip -p "$file" word/document.xml word/styles.xml word/numbering.xml >"$at/read_paper_docx/$(basename "$file" .docx).xml"
    # The words alone, a paragraph a line, as plain text.
    unzip -p "$file" word/document.xml | sed 's/<\/w:p>/\n/g; s/<[^>]*>//g' >"$at/read_paper_text/$(basename "$file" .docx).txt"
done
for target in read_paper_odt read_paper_pdf read_paper_xlsx; do
    cp "fuzz/seeds/$target"/* "$at/$target/"
done
