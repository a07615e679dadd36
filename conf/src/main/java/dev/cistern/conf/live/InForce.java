package dev.cistern.conf.live;

import dev.cistern.conf.load.FilesRead;
import dev.cistern.conf.load.ResolvedSettings;

/**
 * What is in force at one moment, and what it was made of. Immutable.
 *
 * @param files the last good ones
 * @param stored the overrides, as on disk
 * @param resolved the outcome
 */
record InForce(FilesRead files, StoredOverrides stored, ResolvedSettings resolved) {}
