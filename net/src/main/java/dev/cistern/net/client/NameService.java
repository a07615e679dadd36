package dev.cistern.net.client;

import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.resolver.NameResolver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks the name servers that Vert.x was told of, and remembers no answer: {@link Addresses} does, for a time of its own.
 * Safe for all threads.
 */
final class NameService implements Addresses.Lookup {
    private final NameResolver resolver;

    NameService(VertxInternal vertx) {
        this.resolver = new NameResolver(
                vertx,
                new AddressResolverOptions(vertx.nameResolver().options())
                        .setCacheMinTimeToLive(0)
                        .setCacheMaxTimeToLive(0)
                        .setCacheNegativeTimeToLive(0));
    }

    @Override
    public Future<List<InetAddress>> addresses(EventLoop loop, String name) {
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(name);
        if (literal != null) {
            return literal(name, literal);
        }
        Promise<List<InetAddress>> found = Promise.promise();
        io.netty.util.concurrent.Future<List<InetSocketAddress>> asked = resolver.resolveAll(loop, name);
        asked.addListener(end -> {
            if (asked.isSuccess()) {
                found.complete(inetAddresses(asked.getNow()));
            } else {
                found.fail(asked.cause());
            }
        });
        return found.future();
    }

    private static Future<List<InetAddress>> literal(String name, byte[] address) {
        try {
            return Future.succeededFuture(List.of(InetAddress.getByAddress(name, address)));
        } catch (UnknownHostException impossibleLength) {
            return Future.failedFuture(impossibleLength);
        }
    }

    private static List<InetAddress> inetAddresses(List<InetSocketAddress> found) {
        List<InetAddress> addresses = new ArrayList<>(found.size());
        for (InetSocketAddress each : found) {
            addresses.add(each.getAddress());
        }
        return addresses;
    }

    Future<Void> close() {
        return resolver.close();
    }
}
