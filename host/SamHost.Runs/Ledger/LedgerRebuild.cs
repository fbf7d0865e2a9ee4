using SamHost.Runs.Results;

namespace SamHost.Runs.Ledger;

/// <summary>Makes the ledger anew from the folders of the runs. Whenever it is interrupted, there is the earlier ledger or the new one.</summary>
public static class LedgerRebuild
{
    /// <summary>The folders of all runs, those of earlier runs of the same configuration too.</summary>
    /// <param name="outputDirectory">The folder of all results.</param>
    /// <param name="unreadable">Hears of folders that cannot be looked into.</param>
    /// <exception cref="UnauthorizedAccessException">The folder of all results is one.</exception>
    public static IReadOnlyList<string> Folders(string outputDirectory, Action<string>? unreadable = null) => Directory.Exists(outputDirectory)
        ? [.. Directory.GetDirectories(outputDirectory).SelectMany(study => Below(study, unreadable)).Where(RunReader.IsRun).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>Makes it anew.</summary>
    /// <param name="outputDirectory">The folder of all results.</param>
    /// <param name="leftOut">Which folders have no row, and why: each a sentence without its end.</param>
    /// <returns>How many rows it has.</returns>
    /// <exception cref="LedgerException">It cannot be written, or is of a newer version.</exception>
    public static int Run(string outputDirectory, out IReadOnlyList<string> leftOut)
    {
        var (path, rows, unread) = (Path.Combine(outputDirectory, LedgerFile.Name), 0, new List<string>());
        try
        {
            // In place, by one transaction: runs that are in progress go on writing to the same file.
            using var file = LedgerFile.Open(path);
            file.CheckIntegrity();
            file.Replace(Read);
        }
        catch (UnauthorizedAccessException)
        {
            throw new LedgerException($"{outputDirectory} cannot be read, so the ledger stays as it is; make the folder readable.");
        }
        catch (LedgerException e) when (e.IsDamaged)
        {
            var made = path + ".new";
            foreach (var part in PartsOf(made)) File.Delete(part);
            using (var file = LedgerFile.Open(made)) file.Replace(Read);
            // The log of the damaged one would be put into the new one.
            foreach (var part in PartsOf(path).Skip(1)) File.Delete(part);
            File.Move(made, path, overwrite: true);
        }

        leftOut = unread;
        return rows;

        IEnumerable<LedgerRow> Read()
        {
            rows = 0;
            unread.Clear();
            foreach (var folder in Folders(outputDirectory, study => unread.Add($"{study} cannot be read: make it readable, and rebuild again")))
            {
                if (LedgerRow.Read(outputDirectory, folder) is { } row)
                {
                    rows++;
                    yield return row;
                }
                else
                {
                    unread.Add($"{folder} has no config.json and manifest.json of a run, as one that was killed at its very start");
                }
            }
        }
    }

    private static string[] Below(string folder, Action<string>? unreadable)
    {
        try
        {
            return Directory.GetDirectories(folder);
        }
        catch (UnauthorizedAccessException)
        {
            unreadable?.Invoke(folder);
            return [];
        }
    }

    private static IEnumerable<string> PartsOf(string path) => new[] { "", "-wal", "-shm" }.Select(end => path + end);
}
