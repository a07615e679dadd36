package dev.cistern.node.s3.access;

import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import dev.cistern.node.s3.wire.XmlElement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Access control lists as requests give them: in a document, or in headers. Used by any thread. */
public final class AclParser {
    /** The headers that grant, each with what. */
    public static final Map<String, AclPermission> HEADERS = Map.of(
            "x-amz-grant-read", AclPermission.READ,
            "x-amz-grant-write", AclPermission.WRITE,
            "x-amz-grant-read-acp", AclPermission.READ_ACP,
            "x-amz-grant-write-acp", AclPermission.WRITE_ACP,
            "x-amz-grant-full-control", AclPermission.FULL_CONTROL);

    private static final Pattern GRANTEE = Pattern.compile("\\s*([A-Za-z]+)\\s*=\\s*(\"([^\"]*)\"|[^,\"]*)\\s*(,|$)");

    private final Predicate<String> isAccount;

    /** @param isAccount whether there is an account of an id */
    public AclParser(Predicate<String> isAccount) {
        this.isAccount = isAccount;
    }

    /**
     * The list that headers ask for.
     *
     * @param headers values of those of {@link #HEADERS} that the request has, by their names in lower case
     * @throws S3Exception where there are no such accounts or groups
     */
    public Acl ofHeaders(Map<String, String> headers) {
        List<Acl.Grant> grants = new ArrayList<>();
        HEADERS.keySet().stream().sorted().filter(headers::containsKey).forEach(name -> {
            String value = String.valueOf(headers.get(name));
            Matcher matcher = GRANTEE.matcher(value);
            int at = 0;
            while (at < value.length()) {
                if (!matcher.find(at) || matcher.start() != at) {
                    throw S3Exception.argument(name, value, "must be a list of id=\"…\" and uri=\"…\"");
                }
                String quoted = matcher.group(3);
                String who = quoted != null ? quoted : matcher.group(2).strip();
                grants.add(new Acl.Grant(grantee(matcher.group(1), who), permission(name)));
                at = matcher.end();
            }
        });
        return bounded(grants);
    }

    private static AclPermission permission(String header) {
        return Optional.ofNullable(HEADERS.get(header)).orElseThrow();
    }

    private Grantee grantee(String kind, String who) {
        return switch (kind.toLowerCase(Locale.ROOT)) {
            case "id" -> account(who);
            case "uri" -> group(who);
            case "emailaddress" -> throw new S3Exception(S3Error.UNRESOLVABLE_EMAIL);
            default -> throw S3Exception.argument("the grantee", kind, "must be id, uri or emailAddress");
        };
    }

    /**
     * The list of an {@code AccessControlPolicy}.
     *
     * @param owner who must be named in it as the owner
     * @throws S3Exception where it is not one, or names accounts or groups that there are not
     */
    public Acl ofDocument(XmlElement policy, String owner) {
        String named = policy.first("Owner")
                .flatMap(element -> element.textOf("ID"))
                .orElseThrow(() -> malformed("it lacks Owner with an ID"));
        if (!named.equals(owner)) {
            throw new S3Exception(S3Error.ACCESS_DENIED, "the owner cannot be changed");
        }
        List<Acl.Grant> grants = new ArrayList<>();
        for (XmlElement grant : policy.first("AccessControlList")
                .orElseThrow(() -> malformed("it lacks AccessControlList"))
                .all("Grant")) {
            XmlElement grantee = grant.first("Grantee").orElseThrow(() -> malformed("a Grant lacks Grantee"));
            String permission = grant.textOf("Permission").orElse("");
            grants.add(new Acl.Grant(grantee(grantee), documented(permission)));
        }
        return bounded(grants);
    }

    private Grantee grantee(XmlElement grantee) {
        Optional<String> id = grantee.textOf("ID");
        Optional<String> uri = grantee.textOf("URI");
        if (id.isPresent()) {
            return account(id.get());
        }
        if (uri.isPresent()) {
            return group(uri.get());
        }
        if (grantee.first("EmailAddress").isPresent()) {
            throw new S3Exception(S3Error.UNRESOLVABLE_EMAIL);
        }
        throw malformed("a Grantee lacks ID, URI or EmailAddress");
    }

    private Grantee account(String id) {
        if (!isAccount.test(id)) {
            throw S3Exception.argument("the id", id, "is that of no account");
        }
        return new Grantee.Account(id);
    }

    private static Grantee group(String uri) {
        return Grantee.Group.ofUri(uri).orElseThrow(() -> S3Exception.argument("the group", uri, "is not known"));
    }

    private static AclPermission documented(String name) {
        try {
            return AclPermission.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw malformed("there is no permission '" + name + "'");
        }
    }

    private static Acl bounded(List<Acl.Grant> grants) {
        if (grants.size() > Acl.MOST_GRANTS) {
            throw malformed("it has more than " + Acl.MOST_GRANTS + " grants");
        }
        return new Acl(grants);
    }

    private static S3Exception malformed(String why) {
        return new S3Exception(S3Error.MALFORMED_ACL, S3Error.MALFORMED_ACL.sentence() + " (" + why + ")");
    }
}
