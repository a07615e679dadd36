package dev.cistern.node.s3.access;

import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An access control list of a bucket or an object.
 *
 * @param grants at most {@value #MOST_GRANTS}
 */
public record Acl(List<Grant> grants) {
    /** As many as Amazon allows. */
    public static final int MOST_GRANTS = 100;

    /** Amazon's account of the service that reads machine images. */
    private static final String EC2 = "6aa5a366c34c1cbe25dc49211496e913e0351eb0e8c37aa3477e40942ec6b97c";

    public record Grant(Grantee grantee, AclPermission permission) {}

    /**
     * Whom the canned lists speak of.
     *
     * @param owner id of who owns what the list is of
     * @param bucketOwner id of who owns the bucket
     */
    public record Parties(String owner, String bucketOwner) {}

    public Acl {
        grants = List.copyOf(grants);
    }

    /** The list of what its owner alone may use. */
    public static Acl ownedBy(String owner) {
        return new Acl(List.of(new Grant(new Grantee.Account(owner), AclPermission.FULL_CONTROL)));
    }

    /**
     * A list by Amazon's name for it.
     *
     * @throws S3Exception where there is none of the name
     */
    public static Acl canned(String name, Parties parties) {
        Grant full = new Grant(new Grantee.Account(parties.owner), AclPermission.FULL_CONTROL);
        return switch (name) {
            case "private" -> new Acl(List.of(full));
            case "public-read" -> new Acl(List.of(full, read(Grantee.Group.ALL_USERS)));
            case "public-read-write" ->
                new Acl(List.of(
                        full, read(Grantee.Group.ALL_USERS), new Grant(Grantee.Group.ALL_USERS, AclPermission.WRITE)));
            case "authenticated-read" -> new Acl(List.of(full, read(Grantee.Group.AUTHENTICATED_USERS)));
            case "aws-exec-read" -> new Acl(List.of(full, read(new Grantee.Account(EC2))));
            case "log-delivery-write" ->
                new Acl(List.of(
                        full,
                        new Grant(Grantee.Group.LOG_DELIVERY, AclPermission.WRITE),
                        new Grant(Grantee.Group.LOG_DELIVERY, AclPermission.READ_ACP)));
            case "bucket-owner-read" -> alsoFor(parties, full, AclPermission.READ);
            case "bucket-owner-full-control" -> alsoFor(parties, full, AclPermission.FULL_CONTROL);
            default -> throw S3Exception.argument("x-amz-acl", name, "is not the name of an access control list");
        };
    }

    private static Acl alsoFor(Parties parties, Grant full, AclPermission permission) {
        return parties.owner.equals(parties.bucketOwner)
                ? new Acl(List.of(full))
                : new Acl(List.of(full, new Grant(new Grantee.Account(parties.bucketOwner), permission)));
    }

    private static Grant read(Grantee grantee) {
        return new Grant(grantee, AclPermission.READ);
    }

    /** @param ignoringPublic whether grants to people who are not named count for nothing */
    boolean grants(Caller caller, AclPermission wanted, boolean ignoringPublic) {
        for (Grant grant : grants) {
            if (grant.permission.covers(wanted)
                    && grant.grantee.includes(caller)
                    && !(ignoringPublic && grant.grantee.isPublic())) {
                return true;
            }
        }
        return false;
    }

    /** Whether it grants anything to people whom it does not name. */
    public boolean isPublic() {
        return grants.stream().anyMatch(grant -> grant.grantee.isPublic());
    }

    /** Whether it grants nothing to anybody but those. */
    public boolean isOnlyFor(String... ids) {
        List<String> known = List.of(ids);
        return grants.stream()
                .allMatch(grant -> grant.grantee instanceof Grantee.Account account && known.contains(account.id()));
    }

    /** As it is stored: {@code FULL_CONTROL id=…,READ group=AllUsers}. */
    public String text() {
        List<String> texts = new ArrayList<>();
        for (Grant grant : grants) {
            String who = grant.grantee instanceof Grantee.Account account
                    ? "id=" + account.id()
                    : "group=" + ((Grantee.Group) grant.grantee).title();
            texts.add(grant.permission + " " + who);
        }
        return String.join(",", texts);
    }

    /**
     * What {@link #text()} has written.
     *
     * @throws S3Exception an internal error, where the text is another
     */
    public static Acl ofText(String text) {
        List<Grant> grants = new ArrayList<>();
        for (String entry : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            int space = entry.indexOf(' ');
            int equals = entry.indexOf('=');
            if (space < 0 || equals < space) {
                throw damaged(text);
            }
            String who = entry.substring(equals + 1);
            Grantee grantee = entry.startsWith("id", space + 1)
                    ? new Grantee.Account(who)
                    : Grantee.Group.titled(who).orElseThrow(() -> damaged(text));
            grants.add(new Grant(grantee, permission(entry.substring(0, space), text)));
        }
        return new Acl(grants);
    }

    private static AclPermission permission(String name, String text) {
        try {
            return AclPermission.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw damaged(text);
        }
    }

    private static S3Exception damaged(String text) {
        return new S3Exception(S3Error.INTERNAL, "a stored access control list is not one: " + text);
    }
}
