package io.jenkins.plugins.scalarbackup.simulation;

import io.jenkins.plugins.scalarbackup.model.Access;
import java.util.SplittableRandom;

/**
 * The kind of world that a seed makes.
 *
 * @param mood how much goes wrong
 * @param product how the pods' server behaves
 * @param access how pods are reached
 * @param notifications the interval in nanoseconds at which etcd reports its progress to the caches that serve watches;
 *     0: with every list
 */
record Profile(Mood mood, Product product, Access access, long notifications) {
    /** How much goes wrong. */
    enum Mood {
        /** Nothing goes wrong: every window must be consistent. */
        CALM,
        /** Only things that must not matter: every window must be consistent, too. */
        HARMLESS,
        /** A few faults. */
        TROUBLED,
        /** Many faults. */
        STORMY
    }

    /** The products, which differ in what a timeout does if somebody else has paused the pod. */
    enum Product {
        /** A timeout opens the gate, regardless of who else has closed it. */
        AS_MEASURED("3.15.8"),
        /** Pauses are served one after the other, and each answer tells the outcome. */
        MENDED("3.19.1"),
        /** Like {@link #MENDED}, but without a reason in the answer, which only has the status code. */
        WITHOUT_REASONS("3.18.1"),
        /** A future product, which gives an unknown reason and stays paused. */
        TO_COME("3.20.0"),
        /**
         * One-shot batch operations pass the closed gate, which no check can detect: only the image's version shows it.
         */
        LETS_BATCHES_PASS("3.17.2");

        private final String version;

        Product(String version) {
            this.version = version;
        }

        private static Product any(int dice) {
            return dice < 8 ? AS_MEASURED : dice < 15 ? MENDED : dice < 18 ? WITHOUT_REASONS : TO_COME;
        }

        String image() {
            return "registry:5000/scalardb-cluster:" + version;
        }
    }

    static Profile of(SplittableRandom random) {
        int mood = random.nextInt(100);
        return new Profile(
                mood < 4 ? Mood.CALM : mood < 12 ? Mood.HARMLESS : mood < 80 ? Mood.TROUBLED : Mood.STORMY,
                mood >= 77 && mood < 80 && random.nextInt(3) < 2
                        ? Product.LETS_BATCHES_PASS
                        : Product.any(random.nextInt(20)),
                switch (random.nextInt(4)) {
                    case 0 -> Access.AUTO;
                    case 1 -> Access.PORT_FORWARD;
                    default -> Access.POD_IP;
                },
                notifications(random, mood < 12));
    }

    private static long notifications(SplittableRandom random, boolean mustBeConsistent) {
        return switch (random.nextInt(mustBeConsistent ? 20 : 40)) {
            case 0, 1, 2, 3, 4, 5 -> 5 * VirtualTime.SECOND;
            // etcd's own default: watches are silent if nothing happens to their pods.
            case 39 -> 600 * VirtualTime.SECOND;
            default -> 0;
        };
    }

    int faults(SplittableRandom random) {
        return switch (mood) {
            case CALM -> 0;
            case HARMLESS -> random.nextInt(1, 4);
            case TROUBLED -> random.nextInt(1, 4);
            case STORMY -> random.nextInt(4, 9);
        };
    }

    boolean mustBeConsistent() {
        return mood == Mood.CALM || mood == Mood.HARMLESS;
    }
}
