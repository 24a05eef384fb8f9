//! Files made by code: small archives and PDF files, well formed or with one thing wrong.

use std::io::Write;

use flate2::{Compression, Crc, write::DeflateEncoder, write::ZlibEncoder};

/// An archive with these parts, in this order, whatever their names.
pub(super) fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, bytes) in parts {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        let packed = encoder.finish().unwrap();
        let mut crc = Crc::new();
        crc.update(bytes);
        let start = u32::try_from(out.len()).unwrap();
        let mut header = Vec::new();
        for number in [20u16, 0x800, 8, 0, 0x21] {
            header.extend(number.to_le_bytes());
        }
        for number in [crc.sum(), u32::try_from(packed.len()).unwrap(), u32::try_from(bytes.len()).unwrap()] {
            header.extend(number.to_le_bytes());
        }
        header.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        header.extend(0u16.to_le_bytes());
        out.extend(b"PK\x03\x04");
        out.extend(&header);
        out.extend(name.as_bytes());
        out.extend(&packed);
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend(&header);
        directory.extend([0; 10]);
        directory.extend(start.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let start = u32::try_from(out.len()).unwrap();
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    let count = u16::try_from(parts.len()).unwrap();
    out.extend(count.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend(u32::try_from(directory.len()).unwrap().to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend(0u16.to_le_bytes());
    out
}

const RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// Relations: kind and target, `!` in front of one outside.
pub(super) fn relations(list: &[(&str, &str)]) -> String {
    let one = |(at, (kind, target)): (usize, &(&str, &str))| match target.strip_prefix('!') {
        Some(outside) => format!("<Relationship Id=\"r{at}\" Type=\"{OFFICE}/{kind}\" Target=\"{outside}\" TargetMode=\"External\"/>"),
        None => format!("<Relationship Id=\"r{at}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>"),
    };
    format!("<Relationships xmlns=\"{RELATIONS}\">{}</Relationships>", list.iter().enumerate().map(one).collect::<String>())
}

/// A DOCX file with this body, and further parts.
pub(super) fn docx(body: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let root = relations(&[("officeDocument", "word/document.xml")]);
    let document = format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
    let mut parts: Vec<(&str, &[u8])> = vec![("_rels/.rels", root.as_bytes()), ("word/document.xml", document.as_bytes())];
    parts.extend(more.iter().map(|(name, text)| (*name, text.as_bytes())));
    archive(&parts)
}

/// A paragraph of a DOCX file.
pub(super) fn paragraph(words: &str) -> String {
    format!("<w:p><w:r><w:t>{words}</w:t></w:r></w:p>")
}

/// A PDF file, object by object; the first is the catalog.
#[derive(Debug, Default)]
pub(super) struct Pdf(Vec<Vec<u8>>);

impl Pdf {
    /// A file of pages with one font, by the font's dictionary and the content of each page.
    pub(super) fn of(font: &str, more: &[&str], contents: &[&[u8]]) -> Vec<u8> {
        let mut pdf = Pdf::default();
        let kids: Vec<String> = (0..contents.len()).map(|page| format!("{} 0 R", 4 + more.len() + 2 * page)).collect();
        pdf.add("<< /Type /Catalog /Pages 2 0 R >>");
        pdf.add(&format!("<< /Type /Pages /Count {} /Kids [{}] >>", kids.len(), kids.join(" ")));
        pdf.add(font);
        for object in more {
            pdf.add(object);
        }
        for content in contents {
            let next = pdf.0.len() + 2;
            pdf.add(&format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 3 0 R >> >> /Contents {next} 0 R >>"
            ));
            pdf.add_stream("", content);
        }
        pdf.finish()
    }

    pub(super) fn add(&mut self, object: &str) {
        self.0.push(object.as_bytes().to_vec());
    }

    pub(super) fn add_stream(&mut self, entries: &str, bytes: &[u8]) {
        let mut object = format!("<< /Length {} {entries} >>\nstream\n", bytes.len()).into_bytes();
        object.extend(bytes);
        object.extend(b"\nendstream");
        self.0.push(object);
    }

    pub(super) fn finish(&self) -> Vec<u8> {
        let mut out = b"%PDF-1.7\n".to_vec();
        let mut places = Vec::new();
        for (at, object) in self.0.iter().enumerate() {
            places.push(out.len());
            out.extend(format!("{} 0 obj\n", at + 1).bytes());
            out.extend(object);
            out.extend(b"\nendobj\n");
        }
        let start = out.len();
        out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1).bytes());
        for place in &places {
            out.extend(format!("{place:010} 00000 n \n").bytes());
        }
        out.extend(format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", places.len() + 1).bytes());
        out
    }
}

/// Bytes packed as PDF packs them.
pub(super) fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// The content of a page that shows these bytes as one line.
pub(super) fn shown(bytes: &[u8]) -> Vec<u8> {
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("BT /F 12 Tf 72 700 Td <{hex}> Tj ET").into_bytes()
}
