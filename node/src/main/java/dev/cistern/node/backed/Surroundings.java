package dev.cistern.node.backed;

import java.time.Duration;
import java.time.InstantSource;

/** @param patience longest wait for readers who take nothing */
record Surroundings(Duration patience, InstantSource clock, Self self) {}
