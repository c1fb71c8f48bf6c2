package io.jenkins.plugins.scalarbackup.model;

/**
 * The maximum ages of a workload's backups and tests, as declared by the author of its backup. In elapsed hours,
 * independent of daylight saving time.
 *
 * @param proven maximum age of the newest proven window; null if none is expected
 * @param restorable maximum age of the newest window known to be restorable; null as above
 * @param restoreTested maximum age of the newest window with a successful restore test; null as above
 */
public record Expectation(Integer proven, Integer restorable, Integer restoreTested) {
    /** No expectation. */
    public static final Expectation NONE = new Expectation(null, null, null);
    /** In hours: a year and some weeks. */
    public static final int LONGEST = 10_000;

    private static final String PROVEN = "expectEveryHours";
    private static final String RESTORABLE = "expectRestorableEveryHours";
    private static final String RESTORE_TESTED = "expectRestoreTestEveryHours";

    /**
     * Validates the parameters.
     *
     * @throws RefusedException naming the parameter and the valid values
     */
    public void check() throws RefusedException {
        check(PROVEN, proven);
        check(RESTORABLE, restorable);
        check(RESTORE_TESTED, restoreTested);
    }

    /**
     * Validates one of the parameters.
     *
     * @param hours null if it was not given
     * @throws RefusedException if the value is out of range
     */
    public static void check(String parameter, Integer hours) throws RefusedException {
        if (hours != null && (hours < 1 || hours > LONGEST)) {
            throw new RefusedException(
                    parameter + " is " + hours + ", but must be a whole number of hours from 1 to " + LONGEST + ".");
        }
    }

    /** The expectation without invalid values: a record may have been edited by hand. */
    public Expectation withoutInvalid() {
        return new Expectation(withoutInvalid(proven), withoutInvalid(restorable), withoutInvalid(restoreTested));
    }

    private static Integer withoutInvalid(Integer hours) {
        return hours == null || hours < 1 ? null : hours;
    }

    /** Returns whether nothing is expected. */
    public boolean isNone() {
        return proven == null && restorable == null && restoreTested == null;
    }
}
