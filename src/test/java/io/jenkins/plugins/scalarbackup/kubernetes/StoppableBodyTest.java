package io.jenkins.plugins.scalarbackup.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.MediaType;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.BufferedSource;
import okio.ForwardingSource;
import okio.Okio;
import okio.Source;
import org.junit.jupiter.api.Test;

class StoppableBodyTest {
    private final List<String> happened = new CopyOnWriteArrayList<>();
    private final CountDownLatch waits = new CountDownLatch(1);
    private final CountDownLatch cancelled = new CountDownLatch(1);

    private final Call call = (Call) Proxy.newProxyInstance(
            Call.class.getClassLoader(), new Class<?>[] {Call.class}, (proxy, method, arguments) -> {
                happened.add(method.getName());
                cancelled.countDown();
                return null;
            });

    /** A source with one piece of data that then waits until its call is cancelled. */
    private final class Silent extends ForwardingSource {
        Silent() {
            super(new Buffer().writeUtf8("piece"));
        }

        @Override
        public long read(Buffer sink, long byteCount) throws IOException {
            long count = super.read(sink, byteCount);
            if (count >= 0) {
                return count;
            }
            waits.countDown();
            try {
                cancelled.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            happened.add("read ended");
            throw new IOException("Canceled");
        }

        @Override
        public void close() {
            happened.add("closed");
        }
    }

    private StoppableBody body(Source source) {
        BufferedSource buffered = Okio.buffer(source);
        return new StoppableBody(
                new ResponseBody() {
                    @Override
                    public MediaType contentType() {
                        return null;
                    }

                    @Override
                    public long contentLength() {
                        return -1;
                    }

                    @Override
                    public BufferedSource source() {
                        return buffered;
                    }
                },
                call);
    }

    @Test
    void whoClosesWhileAnotherReadsEndsTheReadingFirst() throws Exception {
        BufferedSource source = body(new Silent()).source();
        assertEquals("piece", source.readUtf8(5));
        CompletableFuture<Boolean> read = CompletableFuture.supplyAsync(() -> {
            try {
                return source.exhausted();
            } catch (IOException ended) {
                throw new CompletionException(ended);
            }
        });
        waits.await(20, TimeUnit.SECONDS);
        source.close();
        assertInstanceOf(
                IOException.class,
                assertThrows(CompletionException.class, read::join).getCause());
        assertEquals(List.of("cancel", "read ended", "closed"), happened);
    }

    @Test
    void whoClosesWhatNobodyReadsCancelsNothing() throws Exception {
        BufferedSource source = body(new Silent()).source();
        assertEquals("piece", source.readUtf8(5));
        source.close();
        source.close();
        assertEquals(List.of("closed"), happened);
    }

    @Test
    void allOfItIsRead() throws Exception {
        String text = "x".repeat(100_000);
        assertEquals(text, body(new Buffer().writeUtf8(text)).string());
        assertEquals(List.of(), happened);
    }
}
