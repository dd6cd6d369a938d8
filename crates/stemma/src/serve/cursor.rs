//! Where a page of a list goes on, as it stands in addresses of pages and of the API: `newest.323033312d30352d3035.17`.

use stemma_store::paging::Place;

/// A place in a list, by the list's name. What the list is ordered by is given as digits, whatever stands in it.
pub fn text(list: &str, place: &Place) -> String {
    let key: String = place.key.iter().flat_map(|k| k.bytes()).map(|b| format!("{b:02x}")).collect();
    format!("{list}.{key}.{}", place.number)
}

/// The place that [`text`] gave for a list; none where it is none of that list's.
pub fn place(list: &str, text: &str) -> Option<Place> {
    let mut parts = text.split('.');
    let (name, key, number) = (parts.next()?, parts.next()?, parts.next()?);
    if name != list || parts.next().is_some() || !number.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let byte = |at| u8::from_str_radix(key.get(at..at + 2)?, 16).ok();
    let bytes = (0..key.len()).step_by(2).map(byte).collect::<Option<Vec<u8>>>()?;
    let key = String::from_utf8(bytes).ok()?;
    Some(Place { key: Some(key).filter(|k| !k.is_empty()), number: number.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_found_again_by_its_own_list_alone() {
        for key in [Some("2031-05-05".to_owned()), Some("7".to_owned()), None] {
            let at = Place { key, number: 17 };
            assert_eq!(place("newest", &text("newest", &at)), Some(at.clone()));
            assert_eq!(place("rising", &text("newest", &at)), None);
        }
        for wrong in ["", "newest", "newest.3", "newest.zz.1", "newest.\u{e9}1.1", "newest.31.-1", "newest.31.1.1", "newest.ff.1"] {
            assert_eq!(place("newest", wrong), None, "{wrong}");
        }
    }
}
