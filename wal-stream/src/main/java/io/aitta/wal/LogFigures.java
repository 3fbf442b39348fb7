package io.aitta.wal;

/**
 * What a log has done since it was created, and holds, at one moment.
 *
 * @param currentFile the number of the file being written
 * @param groups groups with operations appended
 * @param operations operations in them
 * @param bytesAppended bytes of groups, prepared space not counted
 * @param syncs syncs of a log file, those at its creation not counted
 * @param writeBacks times that bytes nobody waited to see synced were brought to the disk
 * @param rolls files begun because the one before was full
 * @param fences files begun because the one before met a full disk
 * @param refusals batches refused for want of space
 */
public record LogFigures(
    long currentFile,
    long groups,
    long operations,
    long bytesAppended,
    long syncs,
    long writeBacks,
    long rolls,
    long fences,
    long refusals) {}
