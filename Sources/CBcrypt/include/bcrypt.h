#pragma once

/// Whether `password` is the one that `stored` was made from: a bcrypt hash in the form of crypt(5), `$2b$12$…`,
/// 60 characters. Takes as long as the cost that `stored` names (12: 200 ms). Compares in a time that does not tell
/// where the hashes differ.
///
/// - Returns: 1 if it is, 0 if not, or if `stored` is no bcrypt hash, or memory is short.
int muster_bcrypt_matches(const char *password, const char *stored);
