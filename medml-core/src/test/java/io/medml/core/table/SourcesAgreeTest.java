package io.medml.core.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The SUPPORT study (Knaus et al., Annals of Internal Medicine 122, 1995), 9,105 patients, by each way a table comes in. Skipped where
 * the data are not there (system property {@code medml.shared}).
 */
class SourcesAgreeTest {

    /** The file's own names, but for the first, which is empty there. */
    private static final String NAMES =
            "row,age,death,sex,hospdead,slos,d.time,dzgroup,dzclass,num.co,edu,income,scoma,charges,totcst,totmcst,avtisst,race,sps,aps,"
                    + "surv2m,surv6m,hday,diabetes,dementia,ca,prg2m,prg6m,dnr,dnrday,meanbp,wblc,hrt,resp,temp,pafi,alb,bili,crea,sod,ph,"
                    + "glucose,bun,urine,adlp,adls,sfdm2,adlsc";

    private static Table table = Table.builder().category("unread", "x").build();

    @TempDir
    static Path folder;

    @BeforeAll
    static void read() {
        String shared = System.getProperty("medml.shared", "");
        Path path = Path.of(shared.isEmpty() ? "shared" : shared, "data", "support2", "support2.csv.gz");
        Assumptions.assumeTrue(
                Files.exists(path), "no support2.csv.gz under the folder of system property medml.shared");
        table = CsvReader.builder().replaceHeader(NAMES.split(",")).build().read(path);
        assertThat(table.rowCount()).isEqualTo(9105);
    }

    private static List<String> row(int row) {
        List<String> cells = new ArrayList<>();
        table.columns().forEach(column -> cells.add(column.text(row).orElse(null)));
        return cells;
    }

    private static String json(int row) {
        List<String> names = table.columnNames();
        List<String> cells = row(row);
        return IntStream.range(0, names.size())
                .filter(c -> cells.get(c) != null)
                .mapToObj(c -> {
                    boolean number = cells.get(c).matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?");
                    return "\"" + names.get(c) + "\":" + (number ? cells.get(c) : "\"" + cells.get(c) + "\"");
                })
                .collect(Collectors.joining(", ", "{", "}"));
    }

    @Test
    void json_lines_give_the_table_of_the_csv_file() throws IOException {
        Path file = folder.resolve("support2.jsonl");
        Files.write(
                file,
                IntStream.range(0, table.rowCount())
                        .mapToObj(SourcesAgreeTest::json)
                        .toList());

        assertThat(JsonLinesReader.builder().build().read(file).contentDigest()).isEqualTo(table.contentDigest());
        assertThat(JsonLinesReader.builder()
                        .columns(table.columnNames().toArray(String[]::new))
                        .build()
                        .source(file)
                        .read()
                        .contentDigest())
                .isEqualTo(table.contentDigest());
    }

    @Test
    void objects_give_the_table_of_the_csv_file() {
        RecordReader.Builder<Integer> builder = RecordReader.of(Integer.class);
        for (String name : table.columnNames()) {
            builder.text(name, row -> table.column(name).text(row).orElse(null));
        }
        RecordReader<Integer> reader = builder.build();

        assertThat(reader.streamed(
                                "support2",
                                () -> IntStream.range(0, table.rowCount()).boxed())
                        .read()
                        .contentDigest())
                .isEqualTo(table.contentDigest());
    }

    @Test
    void a_database_gives_the_table_of_the_csv_file() throws SQLException {
        List<String> names = table.columnNames();
        try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:");
                Statement statement = connection.createStatement()) {
            statement.execute(names.stream()
                    .map(name -> "\"" + name + "\" VARCHAR(100)")
                    .collect(Collectors.joining(", ", "CREATE TABLE support2 (line INTEGER PRIMARY KEY, ", ")")));
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO support2 VALUES (?" + ", ?".repeat(names.size()) + ")")) {
                for (int row = 0; row < table.rowCount(); row++) {
                    insert.setInt(1, row);
                    List<String> cells = row(row);
                    for (int c = 0; c < cells.size(); c++) {
                        insert.setString(c + 2, cells.get(c));
                    }
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            String query = names.stream()
                    .map(name -> "\"" + name + "\"")
                    .collect(Collectors.joining(", ", "SELECT ", " FROM support2 ORDER BY line"));

            Table read = JdbcReader.builder().build().read("support2", () -> statement.executeQuery(query));

            assertThat(read.contentDigest()).isEqualTo(table.contentDigest());
        }
    }
}
