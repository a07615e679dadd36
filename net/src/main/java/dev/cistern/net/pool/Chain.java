package dev.cistern.net.pool;

import org.jspecify.annotations.Nullable;

/**
 * A list linked through its members, so that any of them leaves in constant time. Guarded by the pool's lock.
 *
 * @param <T> the members
 */
final class Chain<T> {
    private @Nullable Link<T> first;
    private @Nullable Link<T> last;
    private int size;

    /** A member's place in one chain at a time. */
    static final class Link<T> {
        final T member;
        private @Nullable Link<T> before;
        private @Nullable Link<T> after;
        private @Nullable Chain<T> chain;

        Link(T member) {
            this.member = member;
        }

        boolean linked() {
            return chain != null;
        }

        @Nullable
        T next() {
            return after == null ? null : after.member;
        }

        /** Leaves the chain that it is in, if any. */
        void leave() {
            if (chain != null) {
                chain.unlink(this);
            }
        }
    }

    /** Puts a link that is in no chain at the end. */
    void add(Link<T> link) {
        link.before = last;
        if (last == null) {
            first = link;
        } else {
            last.after = link;
        }
        last = link;
        link.chain = this;
        size++;
    }

    private void unlink(Link<T> link) {
        Link<T> before = link.before;
        Link<T> after = link.after;
        if (before == null) {
            first = after;
        } else {
            before.after = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.before = before;
        }
        link.before = null;
        link.after = null;
        link.chain = null;
        size--;
    }

    @Nullable
    T first() {
        return first == null ? null : first.member;
    }

    @Nullable
    T last() {
        return last == null ? null : last.member;
    }

    int size() {
        return size;
    }
}
