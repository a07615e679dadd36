package dev.cistern.conf;

/**
 * The S3 API.
 *
 * @param domains that names of buckets may stand before, in the host of a request
 * @param keysOverHttp from whom keys of objects are taken over plain HTTP; live
 */
public record S3Settings(DomainNames domains, KeysOverHttp keysOverHttp) {}
