package io.jenkins.plugins.scalarbackup.kubernetes;

import java.io.IOException;
import okhttp3.Call;
import okhttp3.MediaType;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.BufferedSource;
import okio.Okio;
import okio.Source;
import okio.Timeout;

/**
 * A response body that may be closed while another thread reads it, as fabric8's client does when a watch is cancelled.
 * OkHttp's own may not: both threads would then read one buffer, and one of them may search it for ever.
 */
final class StoppableBody extends ResponseBody {
    private static final int SWITCHING_PROTOCOLS = 101;

    private final ResponseBody body;
    private final BufferedSource source;

    StoppableBody(ResponseBody body, Call call) {
        this.body = body;
        this.source = Okio.buffer(new StoppableSource(body, call));
    }

    static Response in(Response response, Call call) {
        ResponseBody body = response.body();
        return body == null || response.code() == SWITCHING_PROTOCOLS
                ? response
                : response.newBuilder().body(new StoppableBody(body, call)).build();
    }

    @Override
    public MediaType contentType() {
        return body.contentType();
    }

    @Override
    public long contentLength() {
        return body.contentLength();
    }

    @Override
    public BufferedSource source() {
        return source;
    }

    private static final class StoppableSource implements Source {
        private final ResponseBody body;
        private final Call call;
        /** Used by the reading thread only: {@code close()} may clear the buffer that the reader was given. */
        private final Buffer arrived = new Buffer();

        private boolean reading;
        private boolean closed;

        StoppableSource(ResponseBody body, Call call) {
            this.body = body;
            this.call = call;
        }

        @Override
        public long read(Buffer sink, long byteCount) throws IOException {
            begin();
            long count = -1;
            try {
                count = body.source().read(arrived, byteCount);
            } finally {
                end(sink);
            }
            return count;
        }

        private synchronized void begin() throws IOException {
            if (closed) {
                throw new IOException("closed");
            }
            reading = true;
        }

        private synchronized void end(Buffer sink) throws IOException {
            reading = false;
            if (closed) {
                body.close();
                throw new IOException("closed");
            }
            sink.write(arrived, arrived.size());
        }

        @Override
        public synchronized void close() {
            if (closed) {
                return;
            }
            closed = true;
            if (reading) {
                // Ends the read; the reading thread then closes the body.
                call.cancel();
            } else {
                body.close();
            }
        }

        @Override
        public Timeout timeout() {
            return body.source().timeout();
        }
    }
}
