//! Types of the HTTP interface, kept apart from the domain's.
