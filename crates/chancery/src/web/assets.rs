//! The style sheet, the scripts and the icon, embedded, each under a name that holds the hash of its content.
//!
//! A name with a hash can be kept for ever by browser and proxies: another content has another name.

use std::sync::LazyLock;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chancery_model::Digest;

/// The style sheet's plain name.
pub const STYLE: &str = "site.css";
/// The script's plain name.
pub const SCRIPT: &str = "site.js";
/// The plain name of the script that suggests while a query is typed.
pub const SUGGEST: &str = "suggest.js";
/// The icon's plain name.
pub const ICON: &str = "icon.svg";

/// An embedded file.
#[derive(Debug, Clone, Copy)]
pub struct Asset {
    name: &'static str,
    media_type: &'static str,
    bytes: &'static [u8],
}

const ASSETS: [Asset; 4] = [
    Asset { name: STYLE, media_type: "text/css; charset=utf-8", bytes: include_bytes!("../../assets/site.css") },
    Asset { name: SCRIPT, media_type: "text/javascript; charset=utf-8", bytes: include_bytes!("../../assets/site.js") },
    Asset { name: SUGGEST, media_type: "text/javascript; charset=utf-8", bytes: include_bytes!("../../assets/suggest.js") },
    Asset { name: ICON, media_type: "image/svg+xml", bytes: include_bytes!("../../assets/icon.svg") },
];

static HASHED: LazyLock<[String; 4]> = LazyLock::new(|| ASSETS.map(|asset| asset.hashed_name()));

impl Asset {
    fn hashed_name(&self) -> String {
        let digest = Digest::of(self.bytes).to_string();
        let (stem, ending) = self.name.split_once('.').unwrap_or((self.name, "bin"));
        format!("{stem}-{}.{ending}", &digest[..12])
    }
}

/// The name under which an asset is served; a name that is none stays as it is.
pub fn hashed_name(name: &str) -> String {
    ASSETS.iter().position(|asset| asset.name == name).map_or_else(|| name.to_owned(), |at| HASHED[at].clone())
}

/// Finds the asset that is served under a name with a hash.
pub fn find(hashed: &str) -> Option<Asset> {
    HASHED.iter().position(|name| name == hashed).map(|at| ASSETS[at])
}

impl IntoResponse for Asset {
    fn into_response(self) -> Response {
        let kept = HeaderValue::from_static("public, max-age=31536000, immutable");
        let mut response = self.bytes.into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(self.media_type));
        response.headers_mut().insert(header::CACHE_CONTROL, kept);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assets_are_found_by_their_hashed_names_only() {
        for asset in ASSETS {
            let hashed = hashed_name(asset.name);
            assert_ne!(hashed, asset.name);
            assert_eq!(find(&hashed).map(|found| found.name), Some(asset.name));
            assert!(find(asset.name).is_none());
        }
        assert!(find("site-000000000000.css").is_none());
    }

    #[test]
    fn the_first_view_stays_light() {
        // Before compression; compressed they are a quarter of it. The journeys in the browser measure what is sent.
        let size = |name: &str| ASSETS.iter().find(|a| a.name == name).map_or(0, |a| a.bytes.len());
        assert!(size(STYLE) < 40_000, "the style sheet has {} bytes", size(STYLE));
        assert!(size(SCRIPT) < 4_000, "the script has {} bytes", size(SCRIPT));
        assert!(size(SUGGEST) < 6_000, "the script of suggestions has {} bytes", size(SUGGEST));
    }
}
