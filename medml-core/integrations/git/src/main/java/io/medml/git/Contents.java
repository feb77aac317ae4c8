package io.medml.git;

import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.dircache.DirCacheIterator;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.treewalk.FileTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.WorkingTreeIterator;
import org.jspecify.annotations.Nullable;

/**
 * The tracked files of a working tree, compared with the index by their content: sizes and times can be those of a file that was changed.
 *
 * @param changed paths of files with other content
 * @param byTime number of files behind a filter, which are not read
 */
record Contents(Set<String> changed, long byTime) {

    static Contents of(Repository repository) throws IOException {
        DirCache index = repository.readDirCache();
        for (int i = 0; i < index.getEntryCount(); i++) {
            DirCacheEntry entry = index.getEntry(i);
            // in memory only: a length of 0 is how an index says that the file has to be read
            entry.setAssumeValid(false);
            entry.setLength(0);
        }
        Set<String> changed = new TreeSet<>();
        long byTime = 0;
        try (TreeWalk walk = new TreeWalk(repository);
                ObjectReader reader = repository.newObjectReader()) {
            walk.setOperationType(TreeWalk.OperationType.CHECKIN_OP);
            walk.setRecursive(true);
            walk.addTree(new DirCacheIterator(index));
            FileTreeIterator files = WorkTreeFiles.of(repository);
            walk.addTree(files);
            files.setDirCacheIterator(walk, 0);
            while (walk.next()) {
                @Nullable DirCacheIterator tracked = walk.getTree(0, DirCacheIterator.class);
                @Nullable WorkingTreeIterator file = walk.getTree(1, WorkingTreeIterator.class);
                if (tracked == null || file == null || FileMode.GITLINK.equals(tracked.getEntryRawMode())) {
                    continue;
                }
                try {
                    @Nullable DirCacheEntry entry = tracked.getDirCacheEntry();
                    if (entry != null && entry.getStage() == 0 && file.isModified(entry, true, reader)) {
                        changed.add(walk.getPathString());
                    }
                } catch (ReadingFileSystem.CommandRefused e) {
                    byTime++; // deliberate: said in the evidence
                }
            }
        }
        return new Contents(changed, byTime);
    }
}
