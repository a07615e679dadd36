package dev.cistern.node.s3.access;

/**
 * Whether somebody may do something.
 *
 * @param permission as policies name it: {@code s3:GetObject}
 * @param resource {@code BUCKET} or {@code BUCKET/KEY}
 */
public record Question(Caller caller, String permission, String resource, ConditionKeys keys) {}
