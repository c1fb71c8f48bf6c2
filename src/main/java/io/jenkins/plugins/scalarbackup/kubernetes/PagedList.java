package io.jenkins.plugins.scalarbackup.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListMeta;
import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.ClusterException.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * All objects of a list, read in pages of one consistent version.
 *
 * @param items the objects, each with a name and a UID
 * @param resourceVersion the list's version; a watch from it misses nothing
 */
record PagedList<T>(List<T> items, String resourceVersion) {
    /** Objects per page; hardly any namespace has more. The number of pages is limited in case a list never ends. */
    private static final int PAGE = 500;

    private static final int MOST_PAGES = 200;

    /**
     * Reads a list page by page. If the server forgets its version before the last page, the list is read once more
     * from the beginning.
     */
    static <T extends HasMetadata, L extends KubernetesResourceList<T>> PagedList<T> read(
            ApiServer api, ApiCall call, Class<L> type) throws ClusterException {
        try {
            return pages(api, call, type);
        } catch (ClusterException e) {
            if (e.kind() == Kind.INVALID && e.getCause() == null) {
                return pages(api, call, type);
            }
            throw e;
        }
    }

    private static <T extends HasMetadata, L extends KubernetesResourceList<T>> PagedList<T> pages(
            ApiServer api, ApiCall call, Class<L> type) throws ClusterException {
        List<T> items = new ArrayList<>();
        String version = null;
        String next = null;
        for (int page = 0; page < MOST_PAGES; page++) {
            L list = api.read(call.page(PAGE, next), type);
            ListMeta meta = list.getMetadata();
            if (meta == null || meta.getResourceVersion() == null) {
                throw api.failures().unreadable(call, new IOException("a list without resourceVersion"));
            }
            version = version == null ? meta.getResourceVersion() : version;
            items.addAll(list.getItems());
            next = meta.getContinue();
            if (next == null || next.isEmpty()) {
                return new PagedList<>(List.copyOf(items), version);
            }
        }
        throw api.failures().unreadable(call, new IOException("a list of more than " + MOST_PAGES + " pages"));
    }
}
