//! What tests of several crates share: a seeded network, a virtual clock, stores in memory.
