package io.jenkins.plugins.scalarbackup.verifier;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** An array of numbers, all 0 at first, which is in a temporary file once it is large, to keep the heap small. */
abstract class Longs {
    /** 16 MiB */
    private static final long ON_HEAP = 1L << 21;

    abstract long get(long index);

    abstract void set(long index, long value);

    static Longs of(long size) {
        return size <= ON_HEAP ? new OnHeap((int) size) : new InFile(size);
    }

    private static final class OnHeap extends Longs {
        private final long[] numbers;

        OnHeap(int size) {
            numbers = new long[size];
        }

        @Override
        long get(long index) {
            return numbers[(int) index];
        }

        @Override
        void set(long index, long value) {
            numbers[(int) index] = value;
        }
    }

    private static final class InFile extends Longs {
        private static final int BITS = 27;
        private static final long SEGMENT = 1L << BITS;

        private final LongBuffer[] segments;

        InFile(long size) {
            segments = new LongBuffer[(int) ((size + SEGMENT - 1) >>> BITS)];
            try {
                Path file = Files.createTempFile("scalar-backup-verifier-", ".tmp");
                file.toFile().deleteOnExit();
                // The mappings outlive the channel and, if the system allows it, the file's name.
                try (FileChannel channel = FileChannel.open(
                        file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
                    for (int i = 0; i < segments.length; i++) {
                        long from = (long) i << BITS;
                        segments[i] = channel.map(
                                        FileChannel.MapMode.READ_WRITE,
                                        from * Long.BYTES,
                                        Math.min(SEGMENT, size - from) * Long.BYTES)
                                .asLongBuffer();
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(
                        size * Long.BYTES / (1024 * 1024) + " MiB are needed in " + System.getProperty("java.io.tmpdir")
                                + " (-Djava.io.tmpdir names another place)",
                        e);
            }
        }

        @Override
        long get(long index) {
            return segments[(int) (index >>> BITS)].get((int) (index & (SEGMENT - 1)));
        }

        @Override
        void set(long index, long value) {
            segments[(int) (index >>> BITS)].put((int) (index & (SEGMENT - 1)), value);
        }
    }
}
