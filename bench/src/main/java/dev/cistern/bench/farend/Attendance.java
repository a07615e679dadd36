package dev.cistern.bench.farend;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The life of one connection: when it came, when it is idle, who closed it. Confined to the event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // however a close or a write ends, channelInactive tells
final class Attendance extends ChannelInboundHandlerAdapter {
    private final Site site;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Future<?> alarm;
    private String address = "";
    private long acceptedAt;
    private long acceptedMillis;
    private long idleSince;
    private long requests;
    private int underWay;
    private boolean handshaking;
    private boolean handshakeBegan;
    private boolean reading;
    private boolean closing;

    Attendance(Site site) {
        this.site = site;
    }

    @Override
    public void channelActive(ChannelHandlerContext active) {
        context = active;
        acceptedAt = System.nanoTime();
        acceptedMillis = System.currentTimeMillis();
        idleSince = acceptedAt;
        address = ((InetSocketAddress) active.channel().localAddress())
                .getAddress()
                .getHostAddress();
        site.census().accepted++;
        site.census().open++;
        site.came(this);
        mannersChanged();
        active.fireChannelActive();
    }

    long acceptedMillis() {
        return acceptedMillis;
    }

    /** The idle time counts anew, from the moment since which it is idle. */
    void mannersChanged() {
        stopWaiting();
        long idle = site.manners().idle().toNanos();
        if (idle > 0 && context != null && underWay == 0 && !reading) {
            closeAfter(idle - (System.nanoTime() - idleSince), false);
        }
    }

    private void closeAfter(long nanos, boolean rudely) {
        ChannelHandlerContext here = context;
        if (here != null) {
            alarm = here.executor().schedule(() -> closeHere(here, rudely), nanos, TimeUnit.NANOSECONDS);
        }
    }

    private void closeHere(ChannelHandlerContext here, boolean rudely) {
        closing = true;
        if (rudely) {
            here.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        }
        here.close();
    }

    private void stopWaiting() {
        if (alarm != null) {
            alarm.cancel(false);
            alarm = null;
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext from, Object bytes) {
        stopWaiting();
        reading = true;
        if (!handshakeBegan) {
            handshakeBegan = true;
            handshaking = from.pipeline().get(HandshakeWatch.class) != null;
            if (handshaking) {
                site.census().handshakeBegan();
            }
        }
        from.fireChannelRead(bytes);
    }

    void handshakeEnded() {
        if (handshaking) {
            handshaking = false;
            site.census().handshakeEnded();
        }
        reading = false;
    }

    void requestBegan() {
        underWay++;
    }

    void requestCame() {
        reading = false;
        requests++;
        site.census().request(address);
    }

    void answered() {
        underWay--;
        site.census().answered++;
        if (underWay > 0) {
            return;
        }
        idleSince = System.nanoTime();
        Manners manners = site.manners();
        if (manners.closeChance() > 0 && site.random().nextInt(1000) < manners.closeChance()) {
            long within = Math.max(1, manners.closeWithin().toNanos());
            closeAfter(site.random().nextLong(within), site.random().nextBoolean());
        } else {
            mannersChanged();
        }
    }

    /** A request whose answer nobody will have. */
    void abandoned() {
        underWay--;
    }

    boolean closing() {
        return closing;
    }

    @Override
    public void channelInactive(ChannelHandlerContext gone) {
        stopWaiting();
        handshakeEnded();
        site.left(this);
        if (underWay > 0 && !closing) {
            site.census().brokenOff++;
        }
        site.census().ended(new Life(acceptedAt, System.nanoTime(), requests, !closing));
        gone.fireChannelInactive();
    }

    /** A reset by the client, which {@link #channelInactive} counts. */
    @Override
    public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
        from.close();
    }
}
