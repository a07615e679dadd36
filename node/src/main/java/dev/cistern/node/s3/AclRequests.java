package dev.cistern.node.s3;

import dev.cistern.node.s3.access.Acl;
import dev.cistern.node.s3.access.Acl.Parties;
import dev.cistern.node.s3.access.AclParser;
import dev.cistern.node.s3.access.Caller;
import dev.cistern.node.s3.access.PublicAccessBlock;
import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import dev.cistern.node.s3.wire.XmlElement;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The access control lists that requests ask for, and whether a bucket takes them. Used by any thread. */
final class AclRequests {
    private static final String CANNED = "x-amz-acl";
    private static final String TO_BUCKET_OWNER = "bucket-owner-full-control";

    /** What gives nobody anything where everything has the one owner, so that it can be granted where lists are off. */
    private static final Set<String> PRIVATE = Set.of("private", "bucket-owner-read", TO_BUCKET_OWNER);

    private final AclParser parser;

    AclRequests(S3Owners owners) {
        this.parser = new AclParser(owners::isAccount);
    }

    /** Whether the lists of a bucket and its objects can be set. They are not asked for while the node has no users. */
    static boolean areOn(S3Request request, Standing standing) {
        return standing.rules().hasAcls() && request.caller().kind() != Caller.Kind.ANYBODY;
    }

    static boolean isToBucketOwner(S3Request request) {
        return TO_BUCKET_OWNER.equals(request.header(CANNED));
    }

    /**
     * The list that the headers of a request ask for; empty where they ask for none.
     *
     * @throws S3Exception where they ask in two ways, or for what there is not
     */
    Optional<Acl> ofHeaders(S3Request request, Parties parties) {
        String canned = request.header(CANNED);
        Map<String, String> grants = new HashMap<>();
        AclParser.HEADERS.keySet().forEach(name -> request.optionalHeader(name)
                .ifPresent(value -> grants.put(name, value)));
        if (canned != null && !grants.isEmpty()) {
            throw new S3Exception(
                    S3Error.INVALID_REQUEST, "Specifying both Canned ACLs and Header Grants is not allowed");
        }
        if (canned != null) {
            return Optional.of(Acl.canned(canned, parties));
        }
        return grants.isEmpty() ? Optional.empty() : Optional.of(parser.ofHeaders(grants));
    }

    /** The document of a request to set a list, where it has one; else its headers say which. */
    record Given(S3Request request, Optional<XmlElement> document) {}

    /** Reads what a request to set a list gives. */
    Future<Given> given(S3Request request) {
        return request.optionalXml("AccessControlPolicy")
                .recover(cause -> Future.failedFuture(isMalformed(cause) ? malformed(cause) : cause))
                .map(document -> new Given(request, document));
    }

    /** @throws S3Exception where nothing is given, or two things are, or what there is not */
    Acl of(Given given, Parties parties) {
        Optional<Acl> inHeaders = ofHeaders(given.request, parties);
        if (given.document.isPresent() && inHeaders.isPresent()) {
            throw new S3Exception(S3Error.UNEXPECTED_CONTENT);
        }
        return given.document
                .map(policy -> parser.ofDocument(policy, parties.owner()))
                .or(() -> inHeaders)
                .orElseThrow(() -> new S3Exception(
                        S3Error.MISSING_SECURITY_HEADER, S3Error.MISSING_SECURITY_HEADER.sentence() + " (x-amz-acl)"));
    }

    /**
     * Refuses the list that the headers of a new object ask for, where its bucket does not take it.
     *
     * @param acl what they ask for
     */
    static void requireTaken(S3Request request, Standing standing, Acl acl) {
        if (!areOn(request, standing)) {
            String canned = request.optionalHeader(CANNED).orElse("");
            boolean chosen = standing.rules().ownership().isPresent();
            boolean toOwner = canned.isEmpty() && acl.equals(Acl.ownedBy(standing.owner()));
            if (!toOwner && !(chosen ? canned.equals(TO_BUCKET_OWNER) : PRIVATE.contains(canned))) {
                throw new S3Exception(S3Error.ACCESS_CONTROL_LIST_NOT_SUPPORTED);
            }
        }
        requireNotBlocked(standing, acl);
    }

    static void requireNotBlocked(Standing standing, Acl acl) {
        if (standing.rules().blocks(PublicAccessBlock.BLOCK_PUBLIC_ACLS) && acl.isPublic()) {
            throw new S3Exception(S3Error.ACCESS_DENIED, "the bucket blocks public access control lists");
        }
    }

    /** Refuses anything but {@code private}, as it is while the node has no users. */
    static void requirePrivate(S3Request request) {
        boolean grants = AclParser.HEADERS.keySet().stream().anyMatch(name -> request.header(name) != null);
        String canned = request.header(CANNED);
        if (grants || (canned != null && !PRIVATE.contains(canned))) {
            throw new S3Exception(S3Error.ACCESS_CONTROL_LIST_NOT_SUPPORTED);
        }
    }

    private static boolean isMalformed(Throwable cause) {
        return cause instanceof S3Exception refused && refused.error() == S3Error.MALFORMED_XML;
    }

    private static S3Exception malformed(Throwable cause) {
        return new S3Exception(
                S3Error.MALFORMED_ACL, S3Error.MALFORMED_ACL.sentence() + " (" + cause.getMessage() + ")");
    }
}
