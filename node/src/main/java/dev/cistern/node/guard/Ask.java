package dev.cistern.node.guard;

import dev.cistern.node.http.Exchange;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request's wish to do something with a bucket or an object.
 *
 * @param permissions that it needs, as policies name them: {@code s3:GetObject}, and not {@code s3:GetObjectVersion}, which
 *     follows from the version
 * @param subject what it is about
 */
public record Ask(Exchange exchange, Sender sender, List<String> permissions, Subject subject) {

    public Ask {
        permissions = List.copyOf(permissions);
    }

    /**
     * What a request is about.
     *
     * @param key of an object; empty for the bucket
     * @param version of the object; empty for the latest
     * @param listing what a listing asks for, as conditions of policies name it: {@code prefix}, {@code delimiter}, {@code
     *     max-keys}
     */
    public record Subject(String bucket, Optional<String> key, Optional<String> version, Map<String, String> listing) {
        public Subject {
            listing = Map.copyOf(listing);
        }

        /** A bucket as a whole. */
        public static Subject bucket(String name) {
            return new Subject(name, Optional.empty(), Optional.empty(), Map.of());
        }
    }
}
