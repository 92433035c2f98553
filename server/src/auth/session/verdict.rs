//! What a refresh token is good for, from the rows of its chain alone.

use samspil_shared::domain::Timestamp;
use subtle::ConstantTimeEq;

use crate::store::ChainLink;

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict<'a> {
    /// It may be used; a successor is due. `login_at` is when the chain began.
    Good { link: &'a ChainLink, login_at: Timestamp },
    /// The session is over: logged out, ended from elsewhere, or too old.
    Ended,
    /// A token of this chain whose time is past: somebody has a copy.
    Reused,
}

/// Judges the token with this hash among all rows that its chain has left.
pub(super) fn judge<'a>(links: &'a [ChainLink], hash: &[u8; 32], now: Timestamp) -> Verdict<'a> {
    let Some(first) = links.iter().find(|link| link.generation == 0) else { return Verdict::Ended };
    if links.iter().any(|link| link.revoked_at.is_some()) {
        return Verdict::Ended;
    }
    // Rows of long ago are dropped, so an unknown token of a known chain is an old one.
    let Some(link) = links.iter().find(|link| bool::from(link.token_hash.ct_eq(hash))) else { return Verdict::Reused };
    let overtaken = links.iter().any(|other| {
        let rival = other.generation == link.generation && other.id != link.id;
        other.first_used_at.is_some() && (rival || other.generation > link.generation)
    });
    if overtaken {
        return Verdict::Reused;
    }
    if link.expires_at <= now {
        return Verdict::Ended;
    }
    Verdict::Good { link, login_at: first.created_at }
}

/// Answers that may be on their way at once; more than any honest device has tabs.
const SUCCESSORS_MAX: usize = 32;

/// Rows that `link`'s use makes needless: older generations but the first (it tells when the chain began), its rivals,
/// and the oldest of very many successors that nobody came back with.
pub(super) fn outlived(links: &[ChainLink], link: &ChainLink) -> Vec<[u8; 16]> {
    let older = links.iter().filter(|other| other.generation > 0 && other.generation < link.generation);
    let rivals = links.iter().filter(|other| other.generation == link.generation && other.id != link.id);
    let mut successors: Vec<&ChainLink> = links.iter().filter(|other| other.generation > link.generation).collect();
    successors.sort_by_key(|successor| std::cmp::Reverse(successor.created_at));
    let unclaimed = successors.into_iter().skip(SUCCESSORS_MAX - 1);
    older.chain(rivals).chain(unclaimed).map(|other| other.id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LATER: Timestamp = Timestamp::from_ms(1000);

    fn link(id: u8, generation: i64, used: bool) -> ChainLink {
        ChainLink {
            id: [id; 16],
            generation,
            token_hash: [id; 32],
            created_at: Timestamp::from_ms(generation),
            expires_at: LATER,
            first_used_at: used.then_some(Timestamp::from_ms(generation)),
            revoked_at: None,
        }
    }

    fn said(links: &[ChainLink], token: u8) -> &'static str {
        match judge(links, &[token; 32], Timestamp::from_ms(10)) {
            Verdict::Good { .. } => "good",
            Verdict::Ended => "ended",
            Verdict::Reused => "reused",
        }
    }

    /// Token, generation, used.
    type Row = (u8, i64, bool);

    #[test]
    fn a_token_holds_until_its_successor_is_used() {
        // Rows as (token, generation, used), the token that comes, and what is said to it.
        let table: [(&[Row], u8, &str); 14] = [
            (&[(1, 0, false)], 1, "good"),
            // Its answer was lost: it comes again.
            (&[(1, 0, true), (2, 1, false)], 1, "good"),
            (&[(1, 0, true), (2, 1, false)], 2, "good"),
            // Four tabs at once: each successor holds until one is used, then only that one.
            (&[(1, 0, true), (2, 1, false), (3, 1, false), (4, 1, false), (5, 1, false)], 1, "good"),
            (&[(1, 0, true), (2, 1, false), (3, 1, false), (4, 1, false), (5, 1, false)], 4, "good"),
            (&[(1, 0, true), (2, 1, true), (3, 1, false), (6, 2, false)], 2, "good"),
            (&[(1, 0, true), (2, 1, true), (3, 1, false), (6, 2, false)], 6, "good"),
            (&[(1, 0, true), (2, 1, true), (3, 1, false), (6, 2, false)], 3, "reused"),
            (&[(1, 0, true), (2, 1, true), (3, 1, false), (6, 2, false)], 1, "reused"),
            // Later still.
            (&[(1, 0, true), (2, 1, true), (6, 2, true), (7, 3, false)], 2, "reused"),
            (&[(1, 0, true), (6, 2, true), (7, 3, false)], 6, "good"),
            (&[(1, 0, true), (6, 2, true), (7, 3, false)], 2, "reused"),
            // Nobody's.
            (&[(1, 0, false)], 9, "reused"),
            (&[], 9, "ended"),
        ];
        for (rows, token, expected) in table {
            let links: Vec<ChainLink> =
                rows.iter().map(|(id, generation, used)| link(*id, *generation, *used)).collect();
            assert_eq!(said(&links, token), expected, "{rows:?}, token {token}");
        }
    }

    #[test]
    fn a_chain_keeps_a_handful_of_rows() {
        let mut links: Vec<ChainLink> = vec![link(1, 0, true), link(2, 1, true), link(3, 2, true), link(4, 2, false)];
        assert_eq!(outlived(&links, &links[2]), [[2; 16], [4; 16]]);
        links.extend(
            (10..60).map(|id| ChainLink { created_at: Timestamp::from_ms(i64::from(id)), ..link(id, 3, false) }),
        );
        let gone = outlived(&links, &links[2]);
        assert_eq!(links.len() - gone.len(), 2 + SUCCESSORS_MAX - 1);
        assert!(!gone.contains(&[59; 16]) && gone.contains(&[10; 16]), "the newest answers stay");
    }

    #[test]
    fn an_ended_chain_stays_ended_whatever_comes() {
        let mut links = vec![link(1, 0, true), link(2, 1, false)];
        links[0].revoked_at = Some(Timestamp::from_ms(5));
        assert_eq!([said(&links, 1), said(&links, 2), said(&links, 9)], ["ended"; 3]);
    }

    #[test]
    fn an_unused_token_ends_by_itself() {
        let links = [link(1, 0, false)];
        assert_eq!(judge(&links, &[1; 32], LATER), Verdict::Ended);
    }
}
