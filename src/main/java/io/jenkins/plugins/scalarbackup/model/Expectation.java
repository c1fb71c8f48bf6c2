package io.jenkins.plugins.scalarbackup.model;

/**
 * How often what is to happen to a workload, as the author of its backup says it. All in hours that have passed, whatever
 * local clocks were set to in between.
 *
 * @param proven how old the newest proven window may be; null where nothing is expected
 * @param restorable how old the newest window may be that is known to be restorable; null as above
 * @param restoreTested how old the newest window may be whose restore was tested and found sound; null as above
 */
public record Expectation(Integer proven, Integer restorable, Integer restoreTested) {
    /** Nothing is expected. */
    public static final Expectation NONE = new Expectation(null, null, null);
    /** Hours: a year and some weeks. */
    public static final int LONGEST = 10_000;

    private static final String PROVEN = "expectEveryHours";
    private static final String RESTORABLE = "expectRestorableEveryHours";
    private static final String RESTORE_TESTED = "expectRestoreTestEveryHours";

    /**
     * Checks what an author wrote.
     *
     * @throws RefusedException naming the parameter and what would be right
     */
    public void check() throws RefusedException {
        check(PROVEN, proven);
        check(RESTORABLE, restorable);
        check(RESTORE_TESTED, restoreTested);
    }

    /**
     * Checks one of the parameters.
     *
     * @param hours null where it was not given
     * @throws RefusedException when it is none that can be meant
     */
    public static void check(String parameter, Integer hours) throws RefusedException {
        if (hours != null && (hours < 1 || hours > LONGEST)) {
            throw new RefusedException(
                    parameter + " is " + hours + ", but must be a whole number of hours from 1 to " + LONGEST + ".");
        }
    }

    /** The same, without what no author can have written: a record may have been changed by hand. */
    public Expectation tidy() {
        return new Expectation(tidy(proven), tidy(restorable), tidy(restoreTested));
    }

    private static Integer tidy(Integer hours) {
        return hours == null || hours < 1 ? null : hours;
    }

    /** Whether nothing is expected. */
    public boolean isNone() {
        return proven == null && restorable == null && restoreTested == null;
    }
}
