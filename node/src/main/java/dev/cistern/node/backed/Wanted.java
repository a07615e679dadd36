package dev.cistern.node.backed;

import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.GetCommand.Freshness;
import dev.cistern.node.store.Hops;
import dev.cistern.node.store.ObjectName;

/**
 * What is to be fetched. Those who want the same share one fetch.
 *
 * @param bucket with the id that tells it from an earlier one of the same name
 * @param freshness whether a stored copy will do, or is to be compared with the backend's
 * @param hops how the request came here: were those that came by different ways to share a fetch, two nodes could wait for
 *     each other's
 */
record Wanted(BucketInfo bucket, ObjectName name, Freshness freshness, Hops hops) {}
