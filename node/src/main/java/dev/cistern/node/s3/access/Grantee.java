package dev.cistern.node.s3.access;

import java.util.Arrays;
import java.util.Optional;

/** To whom a list grants something. */
public sealed interface Grantee {

    boolean includes(Caller caller);

    /** Whether people are meant who are not named. */
    boolean isPublic();

    /** @param id of a user's account */
    record Account(String id) implements Grantee {
        @Override
        public boolean includes(Caller caller) {
            return caller.isUser() && caller.id().equals(id);
        }

        @Override
        public boolean isPublic() {
            return false;
        }
    }

    /** Amazon's groups. */
    enum Group implements Grantee {
        ALL_USERS("AllUsers", "http://acs.amazonaws.com/groups/global/AllUsers"),
        AUTHENTICATED_USERS("AuthenticatedUsers", "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"),
        /** Who writes logs into buckets; nobody does here. */
        LOG_DELIVERY("LogDelivery", "http://acs.amazonaws.com/groups/s3/LogDelivery");

        private final String title;
        private final String uri;

        Group(String title, String uri) {
            this.title = title;
            this.uri = uri;
        }

        static Optional<Group> ofUri(String uri) {
            return Arrays.stream(values())
                    .filter(group -> group.uri.equals(uri))
                    .findFirst();
        }

        static Optional<Group> titled(String title) {
            return Arrays.stream(values())
                    .filter(group -> group.title.equals(title))
                    .findFirst();
        }

        /** Its name in stored texts; never changes. */
        String title() {
            return title;
        }

        public String uri() {
            return uri;
        }

        @Override
        public boolean includes(Caller caller) {
            return this == ALL_USERS || (this == AUTHENTICATED_USERS && caller.isUser());
        }

        @Override
        public boolean isPublic() {
            return this != LOG_DELIVERY;
        }
    }
}
