package dev.cistern.conf;

/**
 * The S3 API.
 *
 * @param domains that names of buckets may stand before, in the host of a request
 */
public record S3Settings(DomainNames domains) {}
