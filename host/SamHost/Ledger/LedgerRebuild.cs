using SamHost.Results;

namespace SamHost.Ledger;

/// <summary>Makes the ledger anew from the folders of the runs. Whenever it is interrupted, there is the earlier ledger or the new one.</summary>
public static class LedgerRebuild
{
    // Somebody else's folder, which cannot be read, is no run of ours.
    private static readonly EnumerationOptions Readable = new() { AttributesToSkip = FileAttributes.None };

    /// <summary>The folders of all runs, those of earlier runs of the same configuration too.</summary>
    public static IReadOnlyList<string> Folders(string outputDirectory) => Directory.Exists(outputDirectory)
        ? [.. Below(outputDirectory).SelectMany(Below).Where(RunReader.IsRun).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>Makes it anew.</summary>
    /// <param name="outputDirectory">The folder of all results.</param>
    /// <param name="leftOut">The folders whose documents are not those of a run.</param>
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
            foreach (var folder in Folders(outputDirectory))
            {
                if (LedgerRow.Read(outputDirectory, folder) is { } row)
                {
                    rows++;
                    yield return row;
                }
                else
                {
                    unread.Add(folder);
                }
            }
        }
    }

    private static string[] Below(string folder) => Directory.GetDirectories(folder, "*", Readable);

    private static IEnumerable<string> PartsOf(string path) => new[] { "", "-wal", "-shm" }.Select(end => path + end);
}
