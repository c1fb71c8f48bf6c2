package io.jenkins.plugins.scalarbackup.model;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Known defects that make a window doubtful although every check passes. A window is refused because of one, unless its
 * author accepts it by ID.
 */
public final class Advisories {
    /** The API server's watches are silent for so long that a missing event proves nothing. */
    public static final String QUIET_WATCH = "QUIET_WATCH";

    private static final Map<String, String> TITLES = titlesInOrder();

    private Advisories() {}

    private static Map<String, String> titlesInOrder() {
        Map<String, String> titles = AdvisoryTable.titles();
        titles.put(QUIET_WATCH, "the API server's watches stay silent for longer than a window can wait");
        return titles;
    }

    /** The title of each advisory, by ID. */
    public static Map<String, String> titles() {
        return new LinkedHashMap<>(TITLES);
    }

    /**
     * Validates the IDs that an author accepts.
     *
     * @param accepted IDs; null for none
     * @return the IDs without duplicates
     * @throws RefusedException if one of them is unknown
     */
    public static Set<String> checked(List<String> accepted) throws RefusedException {
        Set<String> checked = new LinkedHashSet<>();
        for (Object one : accepted == null ? List.of() : accepted) {
            String id = String.valueOf(one);
            if (!TITLES.containsKey(id)) {
                throw new RefusedException("acceptAdvisories names \""
                        + (id.length() > 60 ? id.substring(0, 60) + "…" : id) + "\", which is no advisory; there are "
                        + String.join(", ", TITLES.keySet()) + ".");
            }
            checked.add(id);
        }
        return checked;
    }
}
