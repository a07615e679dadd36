package dev.cistern.conf.live;

import dev.cistern.conf.load.Sources;
import java.nio.file.Path;

/**
 * What the service is started with.
 *
 * @param sources where settings are written; the files are watched
 * @param stateDir folder of overrides.json and audit.jsonl, made if missing; one service at a time
 * @param fileDescriptors most the process may have open, 0 or less when unknown
 * @param failures how requests go, to judge a change on probation
 */
public record SettingsOptions(Sources sources, Path stateDir, long fileDescriptors, FailureRate failures) {}
