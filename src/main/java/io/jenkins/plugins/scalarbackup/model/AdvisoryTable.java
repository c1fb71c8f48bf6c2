package io.jenkins.plugins.scalarbackup.model;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The table of advisories, {@code advisories.json} beside this class. Everything that depends on product versions is in
 * that file.
 */
final class AdvisoryTable {
    private static final Table TABLE = read();

    private AdvisoryTable() {}

    /** The titles of the advisories that can be accepted, by ID. */
    static Map<String, String> titles() {
        Map<String, String> all = new LinkedHashMap<>();
        TABLE.advisories.stream()
                .filter(Advisory::unsound)
                .forEach(advisory -> all.put(advisory.id(), advisory.what()));
        return all;
    }

    /** The advisories for a version of a product. */
    static List<Advisory> of(Product product, ImageVersion version) {
        return TABLE.advisories.stream()
                .filter(advisory -> advisory.concerns(product, version))
                .toList();
    }

    /** The day on which the vendor's maintenance of a version ends; empty if unknown. */
    static Optional<LocalDate> maintenanceEnds(Product product, ImageVersion version) {
        return TABLE.support.maintenanceEnds.stream()
                .filter(range -> range.contains(product, version))
                .map(VersionRange::ends)
                .findFirst();
    }

    private static Table read() {
        SimpleModule versions = new SimpleModule()
                .addDeserializer(ImageVersion.class, new StdDeserializer<>(ImageVersion.class) {
                    private static final long serialVersionUID = 1L;

                    @Override
                    public ImageVersion deserialize(JsonParser json, DeserializationContext context)
                            throws IOException {
                        return ImageVersion.parse(json.getText()).orElseThrow();
                    }
                })
                .addDeserializer(LocalDate.class, new StdDeserializer<>(LocalDate.class) {
                    private static final long serialVersionUID = 1L;

                    @Override
                    public LocalDate deserialize(JsonParser json, DeserializationContext context) throws IOException {
                        return LocalDate.parse(json.getText());
                    }
                });
        try (InputStream file = AdvisoryTable.class.getResourceAsStream("advisories.json")) {
            return JsonMapper.builder().addModule(versions).build().readValue(file, Table.class);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private record Table(List<Advisory> advisories, Support support) {
        private Table {
            advisories = new ArrayList<>(advisories);
        }
    }

    private record Support(List<String> sources, List<VersionRange> maintenanceEnds) {}
}
