/** Tables from Parquet files. */
module io.medml.parquet {
    requires static org.jspecify;
    requires transitive io.medml.core;
    requires aircompressor;
    requires jdk.unsupported; // what aircompressor stands on, which as an automatic module it cannot say itself

    exports io.medml.parquet;
}
